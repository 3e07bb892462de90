import { NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const MCP_VERBS = ["serve", "info"] as const;

export const mcpCommand: Command = {
	name: "mcp",
	summary: "give coding agents the bus as tools, through the Model Context Protocol",
	usage: "mcp serve [flags]  |  mcp info",
	details: [
		"serve speaks MCP on standard input and output, as a client starts it; it ends with its client. info prints what it offers as one object of JSON.",
		"wait_for_event answers before its client would cut it, and is then called again; how long it blocks follows from the client's name, or from --budget or WAITBUS_MCP_BUDGET. docs/mcp.md has the table.",
	],
	flags: [
		{
			name: "budget",
			value: "DURATION",
			example: "50s",
			summary: "How long a call may block (also WAITBUS_MCP_BUDGET). Default: by client, else 50s",
		},
		NO_START_FLAG,
	],
	examples: [
		{ command: "claude mcp add waitbus -- waitbus mcp serve", tells: "Add it to Claude Code" },
		{ command: "codex mcp add waitbus -- waitbus mcp serve", tells: "Add it to Codex" },
		{ command: "waitbus mcp info", tells: "The instructions and the tools with their schemas" },
	],
	maxArguments: 1,
};
