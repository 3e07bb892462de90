import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const SOURCE_VERBS = ["list", "show", "test"] as const;

export const sourceCommand: Command = {
	name: "source",
	summary: "show what the daemon hears by itself, and try it",
	usage: "source list  |  source show NAME  |  source test NAME",
	details: [
		"list shows every source that the daemon knows, also those that are off: how each is, why it is not up and what to type about that, where servers post to it, and when its last event came. show says the same of one, with the types and the fields of its events. test sends a synthetic event of it through the daemon and says how long it took until it was received.",
	],
	flags: [JSON_FLAG, NO_START_FLAG],
	examples: [
		{ command: "waitbus source list", tells: "One line for each" },
		{ command: "waitbus source test github", tells: "An event of type ping, with action=test" },
	],
	maxArguments: 2,
};
