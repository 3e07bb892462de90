import { NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const DEFAULT_SOURCE = "run";
export const DEFAULT_TAIL_LINES = 20;

export const runCommand: Command = {
	name: "run",
	summary: "run a command as it is, and tell the bus when it started and how it ended",
	usage: "run [flags] -- COMMAND [ARGUMENTS]",
	details: [
		"Runs the command without a shell, with this terminal, standard input, environment and process group, passes signals on to it, and exits as it does: its own exit code, 128 + n when signal n ended it, 126 when it cannot be executed, 127 when it is not found. What is wrong with the bus never stops or delays it; it is one line on standard error.",
		"Emits run_started, then run_finished with name, command, argv, exit_code, signal, duration_ms, pid, cwd, host, user, head_sha and head_branch (in a git checkout), and conclusion: success, failure, cancelled when SIGINT, SIGTERM or SIGHUP ended it, or startup_failure when it could not be run. So `waitbus wait --event-type run_finished --match name=NAME` elsewhere has its answer.",
		"output_tail holds the last lines of what it wrote. A terminal is handed to the command itself, so that it stays one, and what goes to a terminal is not in output_tail; anything else is passed on byte for byte. The command line and these lines are stored in the log of the bus: do not run what shows a secret there, or use --tail-lines 0.",
	],
	flags: [
		{
			name: "name",
			short: "n",
			value: "NAME",
			example: "tests",
			summary: "What to call it. Default: the command's file name",
		},
		{
			name: "source",
			short: "s",
			value: "NAME",
			example: "build",
			choices: "sources",
			summary: `Publish as this source. Default: ${DEFAULT_SOURCE}`,
		},
		{
			name: "tail-lines",
			value: "N",
			example: "50",
			summary: `How many of the last lines to keep; 0 leaves the output alone. Default: ${DEFAULT_TAIL_LINES}`,
		},
		{ name: "no-emit-start", summary: "Only tell how it ended" },
		NO_START_FLAG,
	],
	examples: [
		{
			command: "waitbus run --name tests -- npm test",
			tells: "Whoever waits with --event-type run_finished --match name=tests learns how it ended",
		},
		{ command: "waitbus run -- make -j8 2>&1 | tee build.log", tells: "In a pipe, too" },
	],
	takesProgram: true,
};
