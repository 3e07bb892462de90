import { JSON_FLAG, NO_START_FLAG, STRICT_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { COMPOSITION_FLAGS, SELECTION_FLAGS, SUBJECT_FLAGS } from "./selection-flags.js";

export const waitCommand: Command = {
	name: "wait",
	summary: "block until something happened; the exit code is the answer",
	usage: "wait [matchers] [--timeout DURATION]",
	details: [
		'Waits for the first event that every given flag selects, prints its summary (with --json the event) and exits: 0 when it went well or has no verdict, 1 when its conclusion is failure, cancelled, timed_out or startup_failure. A matcher that names the conclusion itself means "it happened" and exits 0.',
		"Looks from now on. --sha, --pr, --branch and --run ask for the checks of a commit, a pull request, a branch or one run: they look at what the log already holds, wait until all have ended or one has failed, and say each transition on standard error. --container asks for the end of a container in the same way. It survives a restart of the daemon and misses nothing meanwhile. Exit 124: the time limit passed. Exit 125: the bus itself failed.",
		"A source that is named starts for as long as somebody waits for it. What can never come, such as an event of a source that there is not, is said on standard error at once; with --strict it ends the wait.",
	],
	flags: [
		...SELECTION_FLAGS,
		...SUBJECT_FLAGS,
		...COMPOSITION_FLAGS,
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary:
				"Give up after this long with exit code 124: 90 (seconds), 1.5h, 1m30s, 500ms. Default: no limit",
		},
		{ name: "no-exit-status", summary: "Exit 0 on any match, whatever its conclusion" },
		{ name: "exit-status", summary: "Let the conclusion decide the exit code (the default)" },
		{
			name: "ready-fd",
			value: "FD",
			example: "3",
			summary: "Write a line to this file descriptor once the wait is registered",
		},
		{
			name: "deliver",
			summary:
				"Should this process be killed before, tell the session of the agent that started it what came, and wake it",
		},
		STRICT_FLAG,
		{ name: "quiet", short: "q", summary: "Say nothing on standard error while waiting" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{
			command: "waitbus wait --source docker --match conclusion=failure --timeout 10m",
			tells: "A container failed within ten minutes",
		},
		{
			command: "waitbus wait --path dist/app.js --timeout 5m",
			tells: "The file is whole: closed after writing, or renamed into place",
		},
		{
			command: 'waitbus wait --sha "$(git rev-parse HEAD)"',
			tells: "All checks of this commit have passed, or one has failed",
		},
		{
			command: "waitbus wait --pr 7 --json",
			tells: "The same of a pull request, with the result of each job",
		},
		{
			command:
				"waitbus wait --all-of pytest:conclusion=success --all-of docker:exit_code=0 --unless fs:name=STOP",
			tells: "Both happened, and nobody wrote a STOP file first",
		},
		{
			command: "waitbus wait --source heartbeat --absent 5m",
			tells: "There was no heartbeat for five minutes",
		},
	],
};
