/** `waitbus run`: runs a command as it is, and tells the bus about it. */
import { basename } from "node:path";
import { BusError } from "../errors.js";
import { parseDraft } from "../event/draft.js";
import { describeSystemError } from "../platform/system-error.js";
import { createClient } from "./bus-flags.js";
import { Child, type ChildEnd } from "./child-process.js";
import type { Invocation } from "./command.js";
import { gatherFacts } from "./run/facts.js";
import { SignalForwarding } from "./run/forward-signals.js";
import { openOutput } from "./run/output.js";
import { OutputTail } from "./run/output-tail.js";
import { RunReport, type RunEnd } from "./run/report.js";
import { DEFAULT_SOURCE, DEFAULT_TAIL_LINES } from "./run-command.js";

export async function runRun(invocation: Invocation): Promise<number> {
	const { flags, program = [], env } = invocation;
	const name = flags.text("name") ?? basename(program[0] ?? "");
	const tail = createTail(flags.text("tail-lines"));
	const report = createReport(invocation, name);
	const output = openOutput({ tail, onBroken: tellBroken(invocation) });
	const signals = new SignalForwarding();

	const child = await Child.start(program, {
		env,
		stdio: ["inherit", ...output.stdio],
		hasOwnGroup: false,
	}).catch(tellNotStarted);
	signals.startFor(child);
	output.onStarted();
	const facts = gatherFacts({ name, program, pid: child.pid, env });
	if (!flags.isSet("no-emit-start")) report.started(facts);

	const { exitCode, signal } = await child.ended;
	signals.close();
	await output.finish();
	const conclusion = concludeFrom({ exitCode, signal }, signals.wasAskedToEnd);
	await report.finished(facts, { conclusion, exitCode, signal, outputTail: tail?.text() });
	return exitCode;

	async function tellNotStarted(error: unknown): Promise<never> {
		if (!(error instanceof BusError)) throw error;
		signals.close();
		const { exitCode: code } = error;
		await report.finished(gatherFacts({ name, program, pid: undefined, env }), {
			conclusion: "startup_failure",
			exitCode: code,
			signal: undefined,
			outputTail: undefined,
		});
		throw error;
	}
}

function createReport({ flags, terminal }: Invocation, name: string): RunReport {
	const source = flags.text("source") ?? DEFAULT_SOURCE;
	// A name that the bus would refuse is said before the command has run for an hour.
	parseDraft({ source, event_type: "run_finished" });
	return new RunReport({
		connect: () => createClient({ flags }),
		source,
		name,
		startedAtMs: performance.now(),
		tell: (line) => terminal.tell(line),
	});
}

const MAX_TAIL_LINES = 1_000;

function createTail(text: string | undefined): OutputTail | undefined {
	const lines = text === undefined ? DEFAULT_TAIL_LINES : Number(text);
	if (text === undefined || (/^\d{1,4}$/.test(text) && lines <= MAX_TAIL_LINES))
		return lines === 0 ? undefined : new OutputTail(lines);
	throw new BusError(
		"USAGE",
		`Cannot use --tail-lines "${text}": not a whole number from 0 to ${MAX_TAIL_LINES}`,
		{
			hint: "waitbus run --help",
		},
	);
}

function concludeFrom({ exitCode, signal }: ChildEnd, wasAskedToEnd: boolean): RunEnd["conclusion"] {
	if (exitCode === 0) return "success";
	if (wasAskedToEnd || signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGHUP") return "cancelled";
	return "failure";
}

function tellBroken({ terminal }: Invocation): (error: unknown) => void {
	return (error) => {
		// A reader that has enough is no fault.
		if (error instanceof Error && "code" in error && error.code === "EPIPE") return;
		terminal.tell(`waitbus: Cannot pass on the output: ${describeSystemError(error)}`);
	};
}
