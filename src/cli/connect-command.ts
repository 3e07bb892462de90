import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
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
	usage: "connect VENDOR [--project] [--yes | --dry-run] [--verify]  |  connect --list",
	details: [
		"VENDOR is claude, codex, gemini, cursor, opencode, copilot, qwen, windsurf, cline or aider, or all for those that are on your PATH. Its own settings get an MCP server, `waitbus mcp serve`, and hooks that run `waitbus hook VENDOR`; aider, which has no MCP, its notification. You see the changes first, and say yes. Nothing else in these files is touched: comments, order and layout stay, links are followed.",
		"What is connected already stays as it is. --verify fires a hook that means nothing, in the words that stand in the vendor's file, waits until the bus has it, and says how long it took; it does the same with the MCP server. waitbus disconnect takes away what was added.",
	],
	flags: [
		PROJECT_FLAG,
		YES_FLAG,
		DRY_RUN_FLAG,
		{
			name: "verify",
			summary:
				"Then run the hook and the MCP server that stand in the files, as the vendor would: exit 1 unless both work",
		},
		{ name: "list", summary: "Show which agents are installed and connected, and when each was heard last" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus connect claude", tells: "Shows what would change, and asks" },
		{ command: "waitbus connect claude --verify", tells: "And proves that it works" },
		{ command: "waitbus connect all", tells: "Every agent that is installed, one after the other" },
		{ command: "waitbus connect --list", tells: "One line for each agent" },
		{ command: "waitbus connect codex --dry-run", tells: "Shows it alone" },
		{ command: "waitbus connect gemini --project --yes", tells: "For all who work on this project" },
	],
	maxArguments: 1,
};
