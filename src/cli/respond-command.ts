import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { SEND_FLAGS } from "./mail-flags.js";

export const respondCommand: Command = {
	name: "respond",
	summary: "answer a message",
	usage: "respond MESSAGE TEXT  |  respond MESSAGE -",
	details: [
		"MESSAGE is the id that waitbus inbox shows. The answer goes to its sender, in the same conversation, and wakes a waitbus request that waits for it. A message may be answered several times.",
	],
	flags: [...SEND_FLAGS, JSON_FLAG, NO_START_FLAG],
	examples: [
		{ command: "waitbus respond 01J0000000000000000000000A 'yes, it is'", tells: "Answer a message" },
	],
	maxArguments: 2,
};
