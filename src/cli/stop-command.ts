import type { Command } from "./command.js";

export const stopCommand: Command = {
	name: "stop",
	summary: "stop the daemon in good order",
	usage: "stop",
	details: [
		"Whoever waits keeps waiting, and goes on without a gap when a daemon runs again within a minute. The next emit or wait starts one.",
	],
	flags: [],
	examples: [{ command: "waitbus stop", tells: "Exit 0 also when none runs" }],
};
