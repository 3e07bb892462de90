import { JSON_FLAG, NO_START_FLAG, STRICT_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { SELECTION_FLAGS } from "./selection-flags.js";

export const FORMATS = ["text", "json", "cloudevents"] as const;

export const tailCommand: Command = {
	name: "tail",
	summary: "print events as they come",
	usage: "tail [matchers] [-n N] [--since WHEN] [--no-follow]",
	details: [
		"Prints the last 10 events that every given flag selects, then each one as it comes, until Ctrl-C. With --since it prints everything from then on instead of the last 10. It survives a restart of the daemon and misses nothing meanwhile; what retention removed before it could be read is announced on standard error.",
		"A line has the local time, source/event_type, the conclusion (or the status), and the summary. Exit 124: --timeout passed without an event.",
	],
	flags: [
		...SELECTION_FLAGS.filter(({ name }) => name !== "since"),
		{
			name: "since",
			value: "WHEN",
			example: "1h",
			summary: "Begin there: 10m ago, after an event id, at an ISO 8601 time, or at the start",
		},
		{
			name: "lines",
			short: "n",
			value: "N",
			example: "100",
			summary: "Begin with the last N events. Default: 10, or all of them with --since",
		},
		{ name: "no-follow", summary: "Print what the log holds, and end" },
		{ name: "count", value: "N", example: "1", summary: "End after N events" },
		{
			name: "timeout",
			value: "DURATION",
			example: "30s",
			summary: "End with exit code 124 when no event came for this long",
		},
		{
			name: "format",
			value: "FORMAT",
			example: "cloudevents",
			choices: FORMATS,
			summary: "text, json, or cloudevents (CloudEvents 1.0 as JSON). Default: text",
		},
		{ ...JSON_FLAG, summary: "The same as --format json: one event per line" },
		STRICT_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus tail", tells: "The last 10 events, then whatever comes" },
		{
			command: "waitbus tail --match conclusion=failure -n 100",
			tells: "The last 100 failures, then each new one",
		},
		{
			command: "waitbus tail --since 1h --no-follow --json | jq -r .summary",
			tells: "What happened within the last hour",
		},
	],
};
