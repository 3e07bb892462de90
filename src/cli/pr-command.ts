import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const prCommand: Command = {
	name: "pr",
	summary: "watch pull requests until each has its verdict, and print what changes as it does",
	usage: "pr N … [--repo OWNER/REPO] [--checks required]",
	details: [
		"Prints a line for each transition of the checks of each pull request, and ends when all have their verdict. Exit 0: all passed. Exit 1: one has failed; the others are watched to their end as well. What skipped, neutral, cancelled and re-run mean, docs/sources.md tells. It looks at what the log holds first, so what has ended already is told at once.",
	],
	flags: [
		{
			name: "repo",
			value: "OWNER/REPO",
			example: "acme/api",
			summary: "The repository. Default: the origin of this checkout",
		},
		{
			name: "checks",
			value: "WHICH",
			example: "required",
			choices: ["all", "required"],
			summary: "Which checks count: all (the default), or those that the base branch requires",
		},
		{
			name: "timeout",
			value: "DURATION",
			example: "30m",
			summary: "Give up after this long with exit code 124. Default: no limit",
		},
		{ name: "strict", summary: "End with exit code 125 when nothing could ever be heard of them" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus pr 7 9 --timeout 1h", tells: "Two pull requests, to their verdicts" },
		{ command: "waitbus pr 7 --repo acme/api --json", tells: "An object for each transition" },
	],
	maxArguments: 64,
};
