import type { Command } from "./command.js";

export const swarmDemoCommand: Command = {
	name: "swarm-demo",
	summary: "show several agents: a claim refused, a death heard by all, a hand-over",
	usage: "swarm-demo",
	details: [
		"Starts a bus of its own in a temporary directory and agents in processes of their own. One claims a directory, another is refused and stands in line; the first is killed with SIGKILL, everybody hears it, the second takes over, and the first comes back and finds its mail. Your own bus is not touched. Exits 1 when any step did not happen.",
	],
	flags: [],
	examples: [{ command: "waitbus swarm-demo", tells: "Takes a few seconds" }],
};
