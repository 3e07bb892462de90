import { JSON_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const statusCommand: Command = {
	name: "status",
	summary: "show whether the daemon runs, and what it holds",
	usage: "status [--json]",
	details: ["Exits 0 when a daemon answers and 125 when none does. It never starts one."],
	flags: [JSON_FLAG],
	examples: [{ command: "waitbus status --json", tells: "The same as one JSON object" }],
};
