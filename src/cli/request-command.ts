import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { SEND_FLAGS } from "./mail-flags.js";

export const requestCommand: Command = {
	name: "request",
	summary: "send a message to an agent and wait for its replies",
	usage: "request NAME TEXT [--replies N] [--timeout DURATION]",
	details: [
		"Prints the text of each reply as it comes, and ends with the first one, or with as many as --replies says. The other side answers with waitbus respond.",
	],
	flags: [
		...SEND_FLAGS,
		{ name: "replies", value: "N", example: "3", summary: "How many replies to wait for. Default: 1" },
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary: "Give up after this long with exit code 124. Default: no limit",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus request reviewer 'is the parser fine?' --timeout 10m", tells: "Prints the answer" },
	],
	maxArguments: 2,
};
