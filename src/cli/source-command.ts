import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const SOURCE_VERBS = ["list", "show", "test", "add", "trust", "verify", "remove"] as const;

export type SourceVerb = (typeof SOURCE_VERBS)[number];

export const sourceCommand: Command = {
	name: "source",
	summary: "show what the daemon hears by itself, try it, and add sources from other packages",
	usage:
		"source list  |  source show NAME  |  source test NAME  |  source add PACKAGE [--yes | --grant WHAT …]  |  source trust NAME  |  source verify NAME  |  source remove NAME",
	details: [
		"list shows every source that the daemon knows, also those that are off: how each is, why it is not up and what to type about that, where servers post to it, and when its last event came. show says the same of one, with the types and the fields of its events. test sends a synthetic event of it through the daemon and says how long it took until it was received.",
		"A plugin is a source from another package: docs/plugins.md. add installs one from a registry, a tarball or a directory, without running its scripts; it shows what it is and what it asks for, asks you, notes what it is in plugins.trust.toml in the configuration directory, and names it in config.toml. From then on the daemon runs it while somebody waits for it, in a process of its own that may do what you granted. One that is not as it was noted does not run: verify says what differs, trust accepts it as it is, remove takes it away.",
	],
	flags: [
		JSON_FLAG,
		NO_START_FLAG,
		{ name: "yes", summary: "Of add and trust: grant all that the plugin asks for, without asking" },
		{
			name: "grant",
			value: "WHAT",
			example: "net=127.0.0.1:8080",
			isRepeatable: true,
			summary: "Of add and trust: grant this alone, in the words in which it is shown",
		},
		{
			name: "accept-change",
			summary: "Of add and trust: trust it although its publisher or its files are others than before",
		},
		{
			name: "trusted-root",
			value: "FILE",
			example: "trusted_root.json",
			choices: "files",
			summary: "Believe the Sigstore keys in this file, instead of those of the public instance",
		},
	],
	examples: [
		{ command: "waitbus source list", tells: "One line for each" },
		{ command: "waitbus source test github", tells: "An event of type ping, with action=test" },
		{ command: "waitbus source add ./my-plugin", tells: "Shows what it asks for, and asks you" },
		{ command: "waitbus source verify my-plugin", tells: "Whether it still is what you trusted" },
	],
	maxArguments: 2,
};
