import type { Clock, Timer } from "../../src/platform/clock.js";

export interface FakeClock extends Clock {
	/** Lets time pass; timers fire in order, each at its own moment. */
	advance(ms: number): void;
	/** Sets the wall clock, as an administrator or NTP does; timers do not notice. */
	stepWall(ms: number): void;
	/** Timers that have neither fired nor been cancelled. */
	readonly pendingTimers: number;
}

interface PendingTimer {
	readonly dueMs: number;
	readonly fn: () => void;
}

export function createFakeClock(startMs = 1_767_225_600_000): FakeClock {
	const pending = new Set<PendingTimer>();
	let elapsedMs = 0;
	let wallOffsetMs = startMs;

	return {
		nowMs: () => wallOffsetMs + elapsedMs,
		nowNs: () => BigInt(wallOffsetMs + elapsedMs) * 1_000_000n,
		monotonicMs: () => elapsedMs,
		setTimer(delayMs: number, fn: () => void): Timer {
			const timer = { dueMs: elapsedMs + Math.max(delayMs, 0), fn };
			pending.add(timer);
			return { cancel: () => void pending.delete(timer) };
		},
		advance(ms: number): void {
			const endMs = elapsedMs + ms;
			for (let next = findNext(endMs); next !== undefined; next = findNext(endMs)) {
				pending.delete(next);
				elapsedMs = next.dueMs;
				next.fn();
			}
			elapsedMs = endMs;
		},
		stepWall(ms: number): void {
			wallOffsetMs += ms;
		},
		get pendingTimers() {
			return pending.size;
		},
	};

	function findNext(endMs: number): PendingTimer | undefined {
		const due = [...pending].filter((timer) => timer.dueMs <= endMs);
		// A stable sort: timers of the same moment fire in the order they were set.
		return due.sort((a, b) => a.dueMs - b.dueMs)[0];
	}
}
