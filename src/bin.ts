/** The `waitbus` command. The hot verbs are in this file's own bundle; everything else is loaded on demand. */
import type { Command, Run } from "./cli/command.js";
import { emitCommand, runEmit } from "./cli/emit.js";
import { runCommand } from "./cli/run-command.js";
import { runWait, waitCommand } from "./cli/wait.js";

const [verb, ...argv] = process.argv.slice(2);

const HOT: Readonly<Record<string, readonly [Command, Run]>> = {
	emit: [emitCommand, runEmit],
	wait: [waitCommand, runWait],
};

const hot = HOT[verb ?? ""];
const running = hot === undefined ? runOther() : runCommand(...hot, argv);

// Not process.exitCode: sockets and timers that are still open shall not hold the process.
void running.then((exitCode) => process.exit(exitCode));

async function runOther(): Promise<number> {
	const { runVerb } = await import("./cli/main.js");
	return await runVerb(verb, argv);
}
