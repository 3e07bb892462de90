import type { Command } from "./command.js";
import { DRY_RUN_FLAG, PROJECT_FLAG, YES_FLAG } from "./connect-command.js";

export const disconnectCommand: Command = {
	name: "disconnect",
	summary: "take away what waitbus connect has written",
	usage: "disconnect VENDOR [--project] [--yes | --dry-run]",
	details: [
		"A file that nobody has changed since becomes what it was, to the byte. In one that has been changed, the entries that run waitbus go, and all else stays.",
	],
	flags: [PROJECT_FLAG, YES_FLAG, DRY_RUN_FLAG],
	examples: [{ command: "waitbus disconnect claude", tells: "Shows what would go, and asks" }],
	maxArguments: 1,
};
