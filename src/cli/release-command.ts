import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const releaseCommand: Command = {
	name: "release",
	summary: "end a lease that waitbus claim began",
	usage: "release RESOURCE [--token N]",
	details: ["Whoever stood in line first holds the resource next. The end is the event lease_released."],
	flags: [
		{
			name: "token",
			value: "N",
			example: "42",
			summary: "Only this lease: nothing happens to that of another who came after it",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [{ command: "waitbus release ./src", tells: "Others may claim it again" }],
	maxArguments: 1,
};
