import type { Command } from "./command.js";

export const demoCommand: Command = {
	name: "demo",
	summary: "show the main job with real processes in a temporary directory, in a few seconds",
	usage: "demo",
	details: [
		"Starts a bus of its own in a temporary directory, lets three processes wait, runs a test file that really fails, lets another process report a failure, and prints what woke whom after how long, beside a poller that asks every second. Your own bus is not touched. Exits 1 when any step did not happen.",
	],
	flags: [],
	examples: [{ command: "waitbus demo", tells: "Takes about five seconds" }],
};
