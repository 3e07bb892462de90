/** Each time the terms of a wait are met, one after the other. */
import type { BusClient } from "../../client/bus-client.js";
import type { WaitOptions } from "../../client/terms.js";
import type { WaitOutcome } from "../../client/wait.js";
import type { BusEvent } from "../../event/event.js";

export interface Occurrence {
	readonly reason: WaitOutcome["reason"];
	/** The event that met the terms; absent when it was silence that did. */
	readonly event: BusEvent | undefined;
}

export interface FollowOptions {
	/** For the first occurrence. */
	readonly timeoutMs: number | undefined;
	readonly signal: AbortSignal;
	/** Whether what can never come is an error. */
	readonly isStrict: boolean;
	readonly onArmed: (notes: readonly string[]) => void;
	/** Retention removed events before they could be looked at. */
	readonly onGap: (removedThrough: string) => void;
}

/**
 * Whatever happens between two occurrences is in the log, so it does not matter when the next one is asked for.
 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, REQUEST_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason
 */
export async function* followTerms(
	bus: BusClient,
	terms: WaitOptions,
	options: FollowOptions,
): AsyncGenerator<Occurrence> {
	const { signal, timeoutMs, isStrict, onArmed, onGap } = options;
	const limit = timeoutMs === undefined ? {} : { timeoutMs };
	// A wait, also where a stream follows: it checks the terms, and tells what can never match.
	const first = await bus.wait(terms, { signal, strict: isStrict, onArmed, ...limit });
	const since = sinceAfter(first);
	yield toOccurrence(first);
	if (isComposed(terms)) {
		yield* repeatWait(bus, { ...terms, since }, signal);
		return;
	}
	for await (const event of bus.subscribe({ ...terms, since }, { signal, onGap }))
		yield { reason: "matched", event };
}

// What a commit is waited for is its verdict, which only a wait knows.
function isComposed(terms: WaitOptions): boolean {
	const { allOf, firstOf, sequence, count, absentMs, unless, sha, pr, branch, run } = terms;
	const parts = [allOf, firstOf, sequence, count, absentMs, unless, sha, pr, branch, run];
	return parts.some((part) => part !== undefined);
}

async function* repeatWait(
	bus: BusClient,
	terms: WaitOptions,
	signal: AbortSignal,
): AsyncGenerator<Occurrence> {
	for (let { since } = terms; ; ) {
		const outcome = await bus.wait({ ...terms, ...(since === undefined ? {} : { since }) }, { signal });
		since = sinceAfter(outcome);
		yield toOccurrence(outcome);
	}
}

// After silence there is no event to go on from; it is counted anew from this moment.
function sinceAfter({ events }: WaitOutcome): string {
	return events.at(-1)?.event_id ?? new Date().toISOString();
}

function toOccurrence({ reason, events }: WaitOutcome): Occurrence {
	return { reason, event: events.at(-1) };
}
