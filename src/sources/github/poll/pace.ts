/** When to ask next: fast for whoever waits for something unfinished, ever slower while nothing happens, within the limits. */
import type { Budget } from "./rate-limit.js";

export const FAST_MS = 2_500;
export const SLOW_MS = 60_000;

/** A push takes a while to become a run: this many times in a row nothing new is no reason to slow down. */
const PATIENT_CYCLES = 24;

export interface PaceFacts {
	/** Somebody waits for or listens to this repository. */
	readonly isAwaited: boolean;
	/** Something they may wait for has not ended. */
	readonly isUnfinished: boolean;
	/** Cycles in a row that brought nothing new. */
	readonly quietCycles: number;
	/** Requests that the last cycle took. */
	readonly requests: number;
	readonly budget: Budget | undefined;
	readonly nowMs: number;
}

export function toDelayMs(facts: PaceFacts): number {
	return Math.max(toWantedDelayMs(facts), toAllowedDelayMs(facts));
}

function toWantedDelayMs({ isAwaited, isUnfinished, quietCycles }: PaceFacts): number {
	if (!isAwaited) return SLOW_MS;
	if (isUnfinished) return FAST_MS;
	const doublings = Math.max(quietCycles - PATIENT_CYCLES, 0);
	return Math.min(FAST_MS * 2 ** Math.min(doublings, 10), SLOW_MS);
}

/** Spends what is left evenly until the limit is renewed: 60 requests an hour without a token, 5,000 with one. */
function toAllowedDelayMs({ budget, requests, nowMs }: PaceFacts): number {
	if (budget === undefined || budget.resetAtMs <= nowMs) return 0;
	return (budget.resetAtMs - nowMs) * Math.min(requests / Math.max(budget.remaining, 1), 1);
}
