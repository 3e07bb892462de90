/** `waitbus wait`: blocks until something happened; its exit code says how it went. */
import { closeSync, writeSync } from "node:fs";
import { wait, type WaitOutcome } from "../client/wait.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import { toPrintable } from "../event/printable.js";
import { createSystemClock } from "../platform/clock.js";
import { createLink } from "./bus-flags.js";
import type { FlagValues, Invocation } from "./command.js";
import { createProgressTeller } from "./progress-teller.js";
import { durationOf } from "./duration-flag.js";
import { checkNamesSomething, toWaitOptions } from "./read-selection.js";
import { withRepository } from "./with-repository.js";
import { waitCommand } from "./wait-command.js";

export async function runWait(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const timeoutMs = durationOf(flags, "timeout");
	const terms = await withRepository(toWaitOptions(flags), invocation);
	checkNamesSomething(waitCommand, terms);
	const readyFd = parseReadyFd(flags.text("ready-fd"));
	const means = { link: createLink(invocation), clock: createSystemClock() };
	let isArmed = false;
	const onArmed = (notes: readonly string[], text: string): void => {
		// A restart of the daemon registers the wait again; that is nobody's business.
		if (isArmed) return;
		isArmed = true;
		if (!flags.isSet("quiet"))
			for (const line of [`waiting for ${text}`, ...notes]) terminal.tell(`waitbus: ${line}`);
		if (readyFd !== undefined) signalReady(readyFd);
	};
	const onProgress = createProgressTeller((line) => {
		if (!flags.isSet("quiet")) terminal.tell(`waitbus: ${line}`);
	});
	const outcome = await wait(means, terms, {
		...(timeoutMs === undefined ? {} : { timeoutMs }),
		strict: flags.isSet("strict"),
		...(flags.isSet("deliver") ? { deliver: true } : {}),
		onArmed,
		onProgress,
	});
	printOutcome(outcome, invocation);
	return exitCodeOf(outcome, flags);
}

function printOutcome({ reason, events, report }: WaitOutcome, { flags, terminal }: Invocation): void {
	const event = events.at(-1);
	if (report !== undefined && reason === "matched") {
		return terminal.print(flags.isSet("json") ? JSON.stringify(report) : toPrintable(report.text));
	}
	if (event === undefined) {
		terminal.print(
			flags.isSet("json") ? JSON.stringify({ kind: "absent" }) : "nothing matched for the whole time",
		);
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
	throw new BusError("USAGE", `Cannot use --ready-fd "${text}": not a number`, {
		hint: "waitbus wait --source ci --ready-fd 3 3>ready",
	});
}

function signalReady(fd: number): void {
	try {
		writeSync(fd, "ready\n");
		closeSync(fd);
	} catch (cause) {
		throw new BusError("USAGE", `Cannot use --ready-fd "${fd}": it is not open for writing`, { cause });
	}
}
