/** `waitbus wait`: blocks until something happened; its exit code says how it went. */
import { closeSync, writeSync } from "node:fs";
import type { WaitOutcome } from "../client/wait.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import { toPrintable } from "../event/printable.js";
import { createClient, JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command, FlagValues, Invocation } from "./command.js";
import { checkNamesSomething, COMPOSITION_FLAGS, durationOf, SELECTION_FLAGS, toWaitOptions } from "./selection-flags.js";

export const waitCommand: Command = {
	name: "wait",
	summary: "block until something happened; the exit code is the answer",
	usage: "wait [matchers] [--timeout DURATION]",
	details: [
		"Waits for the first event that every given flag selects, prints its summary (with --json the event) and exits: 0 when it went well or has no verdict, 1 when its conclusion is failure, cancelled, timed_out or startup_failure. A matcher that names the conclusion itself means \"it happened\" and exits 0.",
		"Looks from now on; with --sha also at what the log already holds. It survives a restart of the daemon and misses nothing meanwhile. Exit 124: the time limit passed. Exit 125: the bus itself failed.",
	],
	flags: [
		...SELECTION_FLAGS,
		...COMPOSITION_FLAGS,
		{ name: "timeout", value: "DURATION", summary: "Give up after this long with exit code 124: 90 (seconds), 1.5h, 1m30s, 500ms. Default: no limit" },
		{ name: "no-exit-status", summary: "Exit 0 on any match, whatever its conclusion" },
		{ name: "exit-status", summary: "Let the conclusion decide the exit code (the default)" },
		{ name: "ready-fd", value: "FD", summary: "Write a line to this file descriptor once the wait is registered" },
		{ name: "quiet", short: "q", summary: "Say nothing on standard error while waiting" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus wait --source docker --match conclusion=failure --timeout 10m", tells: "A container failed within ten minutes" },
		{ command: "waitbus wait --sha \"$(git rev-parse HEAD)\"", tells: "The CI run of this commit has its verdict" },
		{ command: "waitbus wait --all-of pytest:conclusion=success --all-of 'docker:exit_code=0' --unless fs:path*=STOP", tells: "Both happened, and nobody wrote a STOP file first" },
		{ command: "waitbus wait --source heartbeat --absent 5m", tells: "There was no heartbeat for five minutes" },
	],
};

export async function runWait(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const timeoutMs = durationOf(flags, "timeout");
	const terms = toWaitOptions(flags);
	checkNamesSomething(waitCommand, terms);
	const readyFd = parseReadyFd(flags.text("ready-fd"));
	const bus = createClient(invocation);
	let isArmed = false;
	const onArmed = (notes: readonly string[], text: string): void => {
		// A restart of the daemon registers the wait again; that is nobody's business.
		if (isArmed) return;
		isArmed = true;
		if (!flags.isSet("quiet")) for (const line of [`waiting for ${text}`, ...notes]) terminal.tell(`waitbus: ${line}`);
		if (readyFd !== undefined) signalReady(readyFd);
	};
	const outcome = await bus.wait(terms, { ...(timeoutMs === undefined ? {} : { timeoutMs }), onArmed });
	printOutcome(outcome, invocation);
	return exitCodeOf(outcome, flags);
}

function printOutcome({ reason, events }: WaitOutcome, { flags, terminal }: Invocation): void {
	const event = events.at(-1);
	if (event === undefined) {
		terminal.print(flags.isSet("json") ? JSON.stringify({ kind: "absent" }) : "nothing matched for the whole time");
		return;
	}
	if (flags.isSet("json")) return terminal.print(encodeEvent(event));
	terminal.print(toPrintable(event.summary));
	if (reason === "unless") terminal.tell("waitbus: this ended the wait (--unless)");
}

function exitCodeOf({ verdict }: WaitOutcome, flags: FlagValues): number {
	if (flags.isSet("no-exit-status")) return EXIT_CODES.done;
	return verdict === "failure" ? EXIT_CODES.verdictFailure : EXIT_CODES.done;
}

function parseReadyFd(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,6}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --ready-fd "${text}": not a number`, { hint: "waitbus wait --source ci --ready-fd 3 3>ready" });
}

function signalReady(fd: number): void {
	try {
		writeSync(fd, "ready\n");
		closeSync(fd);
	} catch (cause) {
		throw new BusError("USAGE", `Cannot use --ready-fd "${fd}": it is not open for writing`, { cause });
	}
}
