/** The `waitbus` command. The hot verbs are in this file's own bundle; everything else is loaded on demand. */
import type { Command, Run } from "./cli/command.js";
import { runEmit } from "./cli/emit.js";
import { emitCommand } from "./cli/emit-command.js";
import { execute } from "./cli/execute.js";
import { runHook } from "./cli/hook.js";
import { runCommand } from "./cli/run-command.js";
import { runWait } from "./cli/wait.js";
import { waitCommand } from "./cli/wait-command.js";

const [verb, ...argv] = process.argv.slice(2);

const HOT: Readonly<Record<string, readonly [Command, Run]>> = {
	emit: [emitCommand, runEmit],
	// In a bundle of its own: it starts processes, and Node takes a while to load what does that.
	run: [runCommand, async (invocation) => await (await import("./cli/run.js")).runRun(invocation)],
	wait: [waitCommand, runWait],
};

const hot = HOT[verb ?? ""];
const running = run();

// Not process.exitCode: sockets and timers that are still open shall not hold the process.
void running.then((exitCode) => process.exit(exitCode));

/** Not as other verbs: no error of it may reach the agent that runs it. */
function isHook(): boolean {
	return verb === "hook" && argv[0] !== "--help" && argv[0] !== "-h";
}

function run(): Promise<number> {
	if (isHook()) return runHook(argv);
	return hot === undefined ? runOther() : execute(...hot, argv);
}

async function runOther(): Promise<number> {
	const { runVerb } = await import("./cli/main.js");
	return await runVerb(verb, argv);
}
