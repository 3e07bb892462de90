/** `waitbus on`: runs a command when something happened. */
import { toPrintable } from "../event/printable.js";
import { isInForeground } from "../platform/foreground-terminal.js";
import { createClient } from "./bus-flags.js";
import { exitCodeOfSignal } from "./child-process.js";
import type { Invocation } from "./command.js";
import { Interruption } from "./interruption.js";
import { gatherBursts } from "./on/bursts.js";
import { IdleLimit } from "./on/idle-limit.js";
import { type FollowOptions, followTerms } from "./on/occurrences.js";
import { parsePlan, type Plan } from "./on/plan.js";
import { type React, type ReactOptions, reactOnce, reactToEach, restartOnEach } from "./on/react.js";
import { Reactions } from "./on/reactions.js";
import { toWaitOptions } from "./read-selection.js";
import { withRepository } from "./with-repository.js";

const REACT: Readonly<Record<Plan["mode"], React>> = {
	once: reactOnce,
	loop: reactToEach,
	restart: restartOnEach,
};

export async function runOn(invocation: Invocation): Promise<number> {
	const plan = parsePlan(invocation.flags);
	const bus = createClient(invocation);
	const interruption = new Interruption();
	const waiting = new AbortController();
	const reactions = createReactions(invocation, plan, interruption);
	const idle = new IdleLimit(plan.mode === "once" ? undefined : plan.timeoutMs);
	const terms = await withRepository(toWaitOptions(invocation.flags), invocation);
	const occurrences = followTerms(bus, terms, toFollowOptions(invocation, plan, waiting.signal));
	const bursts = gatherBursts(occurrences, { debounceMs: plan.debounceMs, hold: () => idle.hold() });
	const reacting = REACT[plan.mode]({
		bursts,
		reactions,
		waiting,
		jobs: plan.jobs,
		onUnless: tellUnless(invocation),
	});
	reacting.catch(() => undefined);
	try {
		const end = await Promise.race([reacting, idle.passed, interruption.first]);
		if (typeof end === "number") return end;
		waiting.abort();
		await reactions.stopAll(isToldByTerminal(end));
		return exitCodeOfSignal(end);
	} finally {
		waiting.abort();
		// What a command that has ended left behind in its group.
		await reactions.stopAll(false);
		interruption.close();
	}
}

function createReactions(
	{ program = [], env }: Invocation,
	plan: Plan,
	{ second: hurry }: Interruption,
): Reactions {
	return new Reactions({
		program,
		env,
		hasOwnGroup: plan.mode === "restart",
		stopTimeoutMs: plan.stopTimeoutMs,
		hurry,
	});
}

function toFollowOptions(
	{ flags, terminal }: Invocation,
	{ timeoutMs }: Plan,
	signal: AbortSignal,
): FollowOptions {
	let isArmed = false;
	const onArmed = (notes: readonly string[]): void => {
		// A restart of the daemon registers the wait again; that is nobody's business.
		if (isArmed || flags.isSet("quiet")) return;
		isArmed = true;
		for (const line of ["waiting", ...notes]) terminal.tell(`waitbus: ${line}`);
	};
	const onGap = (removedThrough: string): void =>
		terminal.tell(`waitbus: gap: retention removed events up to and including ${removedThrough}`);
	return { timeoutMs, signal, isStrict: flags.isSet("strict"), onArmed, onGap };
}

function tellUnless({ terminal }: Invocation): ReactOptions["onUnless"] {
	return ({ occurrence: { event } }) => {
		terminal.tell(`waitbus: ${toPrintable(event?.summary ?? "")}`);
		terminal.tell("waitbus: this ended the wait (--unless)");
	};
}

function isToldByTerminal(signal: NodeJS.Signals): boolean {
	return (signal === "SIGINT" || signal === "SIGQUIT") && isInForeground();
}
