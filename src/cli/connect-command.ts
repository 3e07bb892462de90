import type { Command, Flag } from "./command.js";

export const PROJECT_FLAG: Flag = {
	name: "project",
	summary: "The files of the project you stand in, which you share with others; yours are meant without it",
};

export const YES_FLAG: Flag = { name: "yes", summary: "Write it without asking" };

export const DRY_RUN_FLAG: Flag = {
	name: "dry-run",
	summary: "Print the changes as a diff on standard output, and write nothing",
};

export const connectCommand: Command = {
	name: "connect",
	summary: "have a coding agent publish what it does, and give it the bus as tools",
	usage: "connect VENDOR [--project] [--yes | --dry-run]",
	details: [
		"VENDOR is claude, codex or gemini. Its own settings get an MCP server, `waitbus mcp serve`, and hooks that run `waitbus hook VENDOR`. You see the changes first, and say yes. Nothing else in these files is touched: comments, order and layout stay, links are followed.",
		"What is connected already stays as it is. waitbus disconnect takes away what was added.",
	],
	flags: [PROJECT_FLAG, YES_FLAG, DRY_RUN_FLAG],
	examples: [
		{ command: "waitbus connect claude", tells: "Shows what would change, and asks" },
		{ command: "waitbus connect codex --dry-run", tells: "Shows it alone" },
		{ command: "waitbus connect gemini --project --yes", tells: "For all who work on this project" },
	],
	maxArguments: 1,
};
