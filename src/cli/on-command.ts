import { NO_START_FLAG, STRICT_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { COMPOSITION_FLAGS, SELECTION_FLAGS, SUBJECT_FLAGS } from "./selection-flags.js";

export const onCommand: Command = {
	name: "on",
	summary: "run a command when something happened",
	usage: "on [matchers] [--loop | --restart] -- COMMAND [ARGUMENTS]",
	details: [
		"Waits as `waitbus wait` does, then runs the command: directly, without a shell, with this terminal as its own. The event is in WAITBUS_EVENT_ID, WAITBUS_EVENT_TYPE, WAITBUS_SOURCE, WAITBUS_OWNER, WAITBUS_REPO, WAITBUS_HEAD_SHA, WAITBUS_CONCLUSION and WAITBUS_SUMMARY, each free of control characters and absent when the event has no such value, and whole, as JSON, in the file that WAITBUS_EVENT_FILE names; the file goes when the command ends. WAITBUS_EVENT_COUNT says for how many events the command runs.",
		"Events that come while the command runs stay in the log and have their turn: none is lost, also when the daemon restarts. With --all-of, --sequence, --count and the like each completion runs the command, and the next wait begins right after the completing event.",
		"--restart gives the command a process group of its own, so that all it started can be ended: SIGTERM, then after the grace SIGKILL. Otherwise it stays in the group of waitbus, and Ctrl-C reaches both. A second Ctrl-C ends the grace.",
		"Exit code: that of the command, 128 + n when signal n ended it; 126 when it cannot be executed, 127 when it is not found; 1 when an --unless clause matched; 124 when the time limit passed; 125 when the bus failed; 130, 143, 129 or 131 when Ctrl-C, SIGTERM, SIGHUP or SIGQUIT ended waitbus. With --loop the command's own exit code does not matter.",
	],
	flags: [
		...SELECTION_FLAGS,
		...SUBJECT_FLAGS,
		...COMPOSITION_FLAGS,
		{ name: "once", summary: "Run the command once, for the first match (the default)" },
		{ name: "loop", summary: "Run the command for each match, until something ends it" },
		{
			name: "restart",
			summary:
				"Like --loop, but a new match ends the running command and starts it again; the newest match counts",
		},
		{
			name: "debounce",
			value: "DURATION",
			example: "2s",
			summary: "Wait until there was no further match for this long, then run once, for the last of them",
		},
		{
			name: "jobs",
			short: "j",
			value: "N",
			example: "4",
			summary: "With --loop: so many commands at once. Default: 1",
		},
		{
			name: "timeout",
			value: "DURATION",
			example: "10m",
			summary:
				"Give up with exit code 124 when the first match does not come within this time; with --loop, also when nothing ran and nothing matched for so long. It never ends a running command. Default: no limit",
		},
		{
			name: "stop-timeout",
			value: "DURATION",
			example: "30s",
			summary: "How long a command that is asked to end may take. Default: 10s",
		},
		STRICT_FLAG,
		{ name: "quiet", short: "q", summary: "Say nothing on standard error while waiting" },
		NO_START_FLAG,
	],
	examples: [
		{
			command: "waitbus on --source docker --match conclusion=failure -- notify-send 'a container failed'",
			tells: "Once, for the next container that fails",
		},
		{
			command:
				"waitbus on --loop --source ci --match conclusion=failure -- sh -c 'echo \"$WAITBUS_SUMMARY\" >> log'",
			tells: "For each failure; the shell is yours to ask for",
		},
		{
			command: "waitbus on --restart --path src --debounce 200ms -- node server.js",
			tells: "Start the server again after each burst of changes",
		},
		{
			command: "waitbus on --loop --source heartbeat --absent 5m -- ./page-me",
			tells: "Whenever there was no heartbeat for five minutes",
		},
	],
	takesProgram: true,
};
