import { CONCLUSIONS } from "../event/event.js";
import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const emitCommand: Command = {
	name: "emit",
	summary: "publish an event, or a batch of them",
	usage: "emit --source NAME --event-type TYPE [flags]   |   emit -   |   emit --file F",
	details: [
		"Publishes one event and prints its id once it is committed. With - or --file it takes JSON Lines, one event each, as one batch: when one line is wrong, nothing is stored.",
		"The same --delivery-id again stores nothing and prints the id of the first.",
	],
	flags: [
		{
			name: "source",
			short: "s",
			value: "NAME",
			example: "deploy",
			choices: "sources",
			summary: "Who publishes: lower case, such as ci or my-tool",
		},
		{
			name: "event-type",
			short: "t",
			value: "TYPE",
			example: "finished",
			summary: "What happened: lower case, such as build_finished",
		},
		{
			name: "conclusion",
			value: "VERDICT",
			example: "failure",
			choices: CONCLUSIONS,
			summary:
				"success, failure, cancelled, timed_out, skipped, neutral, action_required, stale or startup_failure",
		},
		{
			name: "status",
			value: "TEXT",
			example: "completed",
			summary: "How far it is, such as in_progress or completed",
		},
		{
			name: "summary",
			value: "TEXT",
			example: "'the backup of db1 failed'",
			summary: "One line for people. Default: made from the fields",
		},
		{
			name: "field",
			short: "f",
			value: "KEY=VALUE",
			example: "host=db1",
			isRepeatable: true,
			summary: "A fact to match on; VALUE is JSON, or a bare word taken as text",
		},
		{ name: "to", value: "NAME", example: "reviewer", summary: "Address it as a message to this recipient" },
		{ name: "owner", value: "NAME", example: "acme", summary: "Default: local" },
		{ name: "repo", value: "NAME", example: "api", summary: "Default: the source" },
		{
			name: "delivery-id",
			value: "ID",
			example: "backup:2026-11-23",
			summary: "Makes repeats harmless. Default: a new one",
		},
		{
			name: "received-at",
			value: "NS",
			example: "1767225600000000000",
			summary: "Nanoseconds since the epoch. Default: now",
		},
		{
			name: "payload",
			value: "JSON",
			example: "@result.json",
			summary: "The raw payload; @FILE reads it from a file",
		},
		{
			name: "file",
			value: "FILE",
			example: "events.jsonl",
			choices: "files",
			summary: "Take JSON Lines from this file as one batch",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{
			command: "waitbus emit --source deploy --event-type finished --conclusion success",
			tells: "Tells whoever waits that a deploy went well",
		},
		{
			command: "waitbus emit -s backup -t finished --conclusion failure -f host=db1 -f bytes=1024",
			tells: "With facts to match on",
		},
		{
			command: 'printf \'%s\\n\' \'{"source":"ci","event_type":"job"}\' | waitbus emit -',
			tells: "A batch, one JSON object per line",
		},
	],
	maxArguments: 1,
};
