import type { Command } from "./command.js";

export const hookCommand: Command = {
	name: "hook",
	summary: "publish what a coding agent's hook tells; the agent runs it",
	usage: "hook VENDOR [EVENT] [PAYLOAD]",
	details: [
		"VENDOR is claude, codex, gemini, cursor, opencode, copilot, qwen, windsurf, cline or aider. The payload is read from standard input, unless it is given. EVENT is needed only where the payload does not name it.",
		"It never stands in the agent's way: it exits 0 whatever happens, and takes at most 200 ms. It leaves its report in a file that the daemon takes, now or when it can.",
		"The session is an agent on the bus from then on, named by WAITBUS_AGENT or by its vendor and id, for as long as its process lives. docs/agents.md tells what each hook publishes.",
	],
	flags: [],
	examples: [
		{
			command: 'printf \'{"hook_event_name":"Stop","session_id":"3f2a91bc"}\' | waitbus hook claude',
			tells: "What Claude Code does when a turn ends",
		},
		{ command: "waitbus hook aider", tells: "For aider's --notifications-command" },
	],
	maxArguments: 3,
};
