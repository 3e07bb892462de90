/** An open loop: each call has its moment, whatever became of the calls before. */
import { setImmediate } from "node:timers/promises";
import { delay, nowMs } from "./monotonic-clock.js";

// A timer of Node is late by up to a millisecond or two: the rest of the way is spun, and what was called meanwhile goes on.
const SPIN_MS = 2.5;

export interface Schedule {
	readonly perSecond: number;
	readonly count: number;
}

/** Resolves with the moment of the first call; call n was meant for `n * 1000 / perSecond` later. */
export async function runSchedule(
	{ perSecond, count }: Schedule,
	call: (index: number) => void,
): Promise<number> {
	const intervalMs = 1_000 / perSecond;
	const startMs = nowMs() + 2 * SPIN_MS;
	for (let index = 0; index < count; index += 1) {
		const dueMs = startMs + index * intervalMs;
		const aheadMs = dueMs - nowMs() - SPIN_MS;
		if (aheadMs > 0) await delay(aheadMs);
		do await setImmediate();
		while (nowMs() < dueMs);
		call(index);
	}
	return startMs;
}
