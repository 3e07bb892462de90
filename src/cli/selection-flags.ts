/** The flags that say which events are meant, the same for every verb that selects some. */
import type { Flag } from "./command.js";

export const SELECTION_FLAGS: readonly Flag[] = [
	{
		name: "match",
		short: "m",
		value: "MATCHER",
		example: "'exit_code!=0'",
		isRepeatable: true,
		summary: "KEY=VALUE, or != < <= > >= ^= (prefix) *= (contains) ~= (RE2). AND across keys, OR within one",
	},
	{
		name: "match-cel",
		value: "EXPR",
		example: "'fields.exit_code > 1'",
		summary: "A CEL expression over the event, such as 'fields.exit_code > 1'",
	},
	{
		name: "match-jmespath",
		value: "EXPR",
		example: "'fields.labels[0]'",
		summary: "A JMESPath expression over the event",
	},
	{
		name: "source",
		short: "s",
		value: "NAME",
		example: "docker",
		choices: "sources",
		summary: "Only events of this source",
	},
	{
		name: "path",
		value: "PATH",
		example: "dist/app.js",
		choices: "files",
		summary:
			"A file that is finished, here or, of a directory, in it; it need not exist yet. With --match action=delete and the like: what else happens to it",
	},
	{
		name: "event-type",
		short: "t",
		value: "TYPE",
		example: "docker_container",
		summary: "Only events of this type",
	},
	{ name: "to", value: "NAME", example: "reviewer", summary: "Only messages to this recipient" },
	{
		name: "sha",
		value: "HEX",
		example: "4be1c0ffee",
		summary:
			"The checks of the commit whose hash begins so (7 to 40 digits); beside other matchers, only its events",
	},
	{
		name: "repo",
		value: "OWNER/REPO",
		example: "acme/api",
		summary:
			"Only events of this repository; OWNER/* means all of one owner. For --sha, --pr, --branch and --run: default is the origin of this checkout",
	},
	{
		name: "since",
		value: "WHEN",
		example: "10m",
		summary: "Look back first: 10m, an event id (exclusive), an ISO 8601 time, or start. Default: now",
	},
];

/** What has a state, and is waited for to its answer. */
export const SUBJECT_FLAGS: readonly Flag[] = [
	{
		name: "pr",
		value: "N",
		example: "7",
		summary: "The checks of this pull request of --repo, at whichever commit it is",
	},
	{
		name: "branch",
		value: "NAME",
		example: "main",
		summary: "The checks of the newest commit of this branch",
	},
	{
		name: "checks",
		value: "WHICH",
		example: "required",
		choices: ["all", "required"],
		summary:
			"With --pr or --branch: all of them count, or those alone that GitHub requires, or [github.required] of config.toml. Default: all",
	},
	{ name: "run", value: "ID", example: "9876543210", summary: "The workflow run of this id" },
	{
		name: "container",
		value: "NAME",
		example: "web",
		summary: "The end of this container, also when it has ended already; docker is asked",
	},
];

export const COMPOSITION_FLAGS: readonly Flag[] = [
	{
		name: "all-of",
		value: "CLAUSE",
		example: "pytest:conclusion=success",
		isRepeatable: true,
		summary: "All of these must happen, in any order; a CLAUSE is SOURCE:KEY=VALUE",
	},
	{
		name: "first-of",
		value: "CLAUSE",
		example: "docker:exit_code=0",
		isRepeatable: true,
		summary: "One of these must happen",
	},
	{
		name: "sequence",
		value: "CLAUSE",
		example: "build:conclusion=success",
		isRepeatable: true,
		summary: "These must happen in this order",
	},
	{ name: "count", value: "N", example: "3", summary: "The matchers must match N times" },
	{
		name: "within",
		value: "DURATION",
		example: "1m",
		summary: "With --count: the N matches must lie within this time",
	},
	{
		name: "absent",
		value: "DURATION",
		example: "5m",
		summary: "Done when nothing has matched for this long",
	},
	{
		name: "unless",
		value: "CLAUSE",
		example: "fs:path=/tmp/STOP",
		isRepeatable: true,
		summary: "If this happens first, the wait ends as a failure (exit 1)",
	},
];
