import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { SEND_FLAGS } from "./mail-flags.js";

export const sendCommand: Command = {
	name: "send",
	summary: "send a message to an agent, or to everyone",
	usage: "send NAME TEXT  |  send NAME -",
	details: [
		"The message is kept until NAME reads it with waitbus inbox, whether it is here or not; '*' means everyone. A wait with --to NAME is woken by it. Prints the id of the message. The same text to the same one within half a minute is not stored again, and whoever says too much to one is stopped for a while.",
	],
	flags: [
		...SEND_FLAGS,
		{
			name: "wake",
			summary:
				"Also tell the session of NAME that it has a message, and wake it if it is idle, as waitbus deliver does; a session that cannot be told is no error",
		},
		{
			name: "until",
			value: "STATE",
			example: "read",
			choices: ["delivered", "read"],
			summary: "Come back only when it was delivered or read; exit 1 when it expired unread (see --ttl)",
		},
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary: "With --until: give up after this long with exit code 124. Default: no limit",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus send reviewer 'the parser is ready'", tells: "Kept until reviewer reads it" },
		{
			command: "waitbus send claude-3f2a91bc 'please look at main' --wake",
			tells: "Its session is woken for it",
		},
		{ command: "git diff | waitbus send reviewer - --ttl 1h", tells: "Standard input, for an hour" },
	],
	maxArguments: 2,
};
