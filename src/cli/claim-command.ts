import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const claimCommand: Command = {
	name: "claim",
	summary: "hold a resource alone, until it is released or its holder dies",
	usage: "claim RESOURCE [--wait] [--ttl DURATION] [-- COMMAND …]  |  claim --list",
	details: [
		"A resource is a word, such as deploy, or a path when it has a slash in it: ./src covers every file under it. With a command after -- it is held while that runs, and the exit code is the command's. Otherwise the holder is the agent that the caller belongs to, --as NAME, --pid PID, or else the shell of this terminal; when the holder ends, the lease does. With --ttl it also ends by time.",
		"Prints the token of the lease: a number greater than that of every lease before it, so that what is protected can refuse a holder of old. Exit 1: somebody else holds it.",
	],
	flags: [
		{ name: "wait", summary: "Stand in line while somebody else holds it" },
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary: "With --wait: give up after this long with exit code 124. Default: no limit",
		},
		{
			name: "ttl",
			value: "DURATION",
			example: "30m",
			summary: "Held for this long at most. Default: no limit",
		},
		{
			name: "as",
			value: "NAME",
			example: "reviewer",
			summary: "Held by this agent, for as long as it lives",
		},
		{
			name: "pid",
			value: "PID",
			example: "4711",
			summary: "Held by this process, which must be one that started the caller",
		},
		{ name: "list", summary: "Show what is held, and by whom" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus claim deploy --wait -- ./deploy.sh", tells: "Never two deployments at once" },
		{
			command: "waitbus claim ./src --ttl 30m --as reviewer",
			tells: "Nobody else edits here for half an hour",
		},
		{ command: "waitbus claim --list", tells: "Who holds what" },
	],
	maxArguments: 1,
	takesProgram: "if given",
};
