import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const deliverCommand: Command = {
	name: "deliver",
	summary: "tell the session of a coding agent something, and wake it if it is idle",
	usage: "deliver NAME TEXT  |  deliver NAME -",
	details: [
		"The session is told by the best door that it has: the inbox or the server of its vendor, or else its next hook. While it works the notice is held, and comes with what waits besides. The text is marked as data that others wrote. waitbus agents shows the names; docs/agents.md tells how each agent is woken.",
		"Prints how far the notice has come: held, written (nobody has said that it arrived), delivered, or acted when a turn has begun with it. What the same session is being told already is not told again, and a session is woken only so often an hour.",
	],
	flags: [
		{ name: "context-only", summary: "Do not wake it: it shall find the notice when it looks up by itself" },
		{
			name: "door",
			value: "KIND",
			example: "claude_inbox",
			choices: ["claude_inbox", "codex_thread", "opencode_server", "qwen_peer", "next_hook"],
			summary: "By this kind of door and no other. Default: each in turn, best first",
		},
		{
			name: "until",
			value: "STATE",
			example: "acted",
			choices: ["delivered", "acted"],
			summary: "Come back only when it has come so far; exit 1 when it expired before",
		},
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary: "It has expired when the session was not told by then. Default: 1h",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus deliver claude-3f2a91bc 'the build is green'", tells: "Wake a session that is idle" },
		{
			command: "waitbus deliver claude-3f2a91bc 'main has moved' --context-only",
			tells: "Leave it for the next time that it looks up",
		},
	],
	maxArguments: 2,
};
