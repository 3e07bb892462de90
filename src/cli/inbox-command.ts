import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const inboxCommand: Command = {
	name: "inbox",
	summary: "read the messages of an agent that it has not read yet",
	usage: "inbox [NAME] [--follow]",
	details: [
		"Oldest first, and they count as read once they are printed. NAME is by default the agent that the caller belongs to, else the user. What was sent to everyone is there too, but not what NAME said itself, nor what has expired.",
	],
	flags: [
		{ name: "follow", short: "f", summary: "Go on with what comes later" },
		{ name: "peek", summary: "Leave them unread" },
		{ name: "limit", value: "N", example: "10", summary: "At most so many. Default: 100" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus inbox reviewer", tells: "What reviewer has not read" },
		{
			command: "waitbus wait --to reviewer && waitbus inbox reviewer",
			tells: "Sleep until there is something",
		},
	],
	maxArguments: 1,
};
