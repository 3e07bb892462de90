import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const REPORT_FORMATS = ["junit", "tap", "go-test-json"] as const;

export const ingestCommand: Command = {
	name: "ingest",
	summary: "turn a report of a test run into events",
	usage: "ingest junit|tap|go-test-json FILE|-  [flags]",
	details: [
		"Publishes one event for each failing test of the report, and one for the run, in the same words as the reporters of this package do, and prints their ids once they are committed. FILE is read to its end before the first event is stored: when it is malformed, the line and the column are named, and nothing is stored. - reads standard input and tells of each failing test as it comes.",
		"The same FILE again stores nothing, and prints the ids of the first time. What comes through a pipe is a new run each time, unless --session says which one it is.",
		"Exits 0 when the report has been taken in, whatever it says; --exit-status makes a failed run 1.",
	],
	flags: [
		{
			name: "source",
			short: "s",
			value: "NAME",
			example: "surefire",
			choices: "sources",
			summary: "Publish as this source. Default: junit, tap or go-test",
		},
		{ name: "all", summary: "One event for each test, not only for those that failed" },
		{ name: "exit-status", summary: "Exit 1 when the run failed" },
		{
			name: "session",
			value: "ID",
			example: "build-4711",
			summary: "Names the run: what was stored of it is not stored again. Default: made from FILE's content",
		},
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{
			command: "waitbus ingest junit target/surefire-reports/TEST-shop.xml",
			tells: "A report that a build has left",
		},
		{
			command: "go test -json ./... | waitbus ingest go-test-json - --exit-status",
			tells: "Each failing test while the others still run",
		},
		{ command: "prove --verbose t | waitbus ingest tap - --source prove", tells: "TAP of any producer" },
	],
	maxArguments: 2,
};
