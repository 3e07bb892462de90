import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const SOURCE_VERBS = ["list", "show", "test"] as const;

export const sourceCommand: Command = {
	name: "source",
	summary: "show what the daemon hears by itself, and try it",
	usage: "source list  |  source show NAME  |  source test NAME",
	details: [
		"Sources are github, alertmanager, and hooks.NAME for each [hooks.NAME] of config.toml. list shows whether each runs and whether servers can post to it, show says more of one. test sends a synthetic event of it through the daemon and says how long it took until it was received.",
	],
	flags: [JSON_FLAG, NO_START_FLAG],
	examples: [
		{ command: "waitbus source list", tells: "One line for each" },
		{ command: "waitbus source test github", tells: "An event of type ping, with action=test" },
	],
	maxArguments: 2,
};
