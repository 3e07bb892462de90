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
		"With --channel it also tells Claude Code by itself what happens: messages to the session that started it, agents that were lost or need their human, and runs of CI that failed; with --match what matches instead of those failures. A burst is one digest. Claude Code takes channels as a preview: claude --dangerously-load-development-channels server:waitbus",
	],
	flags: [
		{
			name: "budget",
			value: "DURATION",
			example: "50s",
			summary: "How long a call may block (also WAITBUS_MCP_BUDGET). Default: by client, else 50s",
		},
		{ name: "channel", summary: "Also tell Claude Code by itself what happens" },
		{
			name: "match",
			value: "KEY=VALUE",
			example: "conclusion=failure",
			isRepeatable: true,
			summary: "With --channel: tell of what matches; AND across keys, OR within one key",
		},
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus connect claude", tells: "Add it to Claude Code, with the hooks" },
		{ command: "codex mcp add waitbus -- waitbus mcp serve", tells: "Add it to Codex, without them" },
		{ command: "waitbus mcp info", tells: "The instructions and the tools with their schemas" },
	],
	maxArguments: 1,
};
