import { JSON_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const versionCommand: Command = {
	name: "version",
	summary: "print the version; also --version",
	usage: "version [--json]",
	details: [
		"A daemon that runs may be of another version, because it was started before an upgrade; it is then named on standard error, with what to do. version never starts one.",
	],
	flags: [JSON_FLAG],
	examples: [
		{
			command: "waitbus version --json",
			tells: "With the versions of Node, of the daemon (null when none runs) and of the protocol",
		},
	],
};
