import { type Clock, createSystemClock } from "../../src/platform/clock.js";

/** A clock whose time passes faster than the world's, for what would keep a test waiting. */
export function createHurriedClock(factor: number): Clock {
	const clock = createSystemClock();
	const startMs = clock.nowMs();
	const startMonotonicMs = clock.monotonicMs();
	const monotonicMs = (): number => (clock.monotonicMs() - startMonotonicMs) * factor;
	return {
		monotonicMs,
		nowMs: () => startMs + Math.round(monotonicMs()),
		nowNs: () => BigInt(startMs + Math.round(monotonicMs())) * 1_000_000n,
		setTimer: (delayMs, fn) => clock.setTimer(delayMs / factor, fn),
	};
}
