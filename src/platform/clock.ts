/** Time and timers. Everything that waits takes a Clock, so that a test can move it. */

import { createWallClock, type WallClock } from "./wall-clock.js";

export interface Clock {
	/** Milliseconds since the epoch; follows the steps of the system's clock. */
	nowMs(): number;
	/** Nanoseconds since the epoch, exact to a few microseconds; follows the steps of the system's clock. */
	nowNs(): bigint;
	/** Milliseconds since some moment; never steps. */
	monotonicMs(): number;
	setTimer(delayMs: number, fn: () => void): Timer;
}

export interface Timer {
	/** Does nothing once the timer has fired. */
	cancel(): void;
}

export function createSystemClock(): Clock {
	// Made when first asked: a hot verb never asks, and `performance` would add a millisecond to its start.
	let wallClock: WallClock | undefined;
	return {
		nowMs: () => Date.now(),
		nowNs: () => (wallClock ??= createSystemWallClock()).nowNs(),
		monotonicMs: readMonotonicMs,
		setTimer: startTimer,
	};
}

function createSystemWallClock(): WallClock {
	return createWallClock({
		readWallMs: () => Date.now(),
		readMonotonicNs: () => process.hrtime.bigint(),
		// Exact only while nobody has set the clock since this process started, hence only the first guess.
		guessMs: performance.timeOrigin + performance.now(),
	});
}

function readMonotonicMs(): number {
	const [seconds, nanoseconds] = process.hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}

/** Node fires a timer at once when its delay does not fit 31 bits. */
const MAX_DELAY_MS = 2 ** 31 - 1;

function startTimer(delayMs: number, fn: () => void): Timer {
	let remainingMs = delayMs;
	let timeout = setTimeout(step, Math.min(remainingMs, MAX_DELAY_MS));
	return { cancel: () => clearTimeout(timeout) };

	function step(): void {
		remainingMs -= MAX_DELAY_MS;
		if (remainingMs <= 0) return fn();
		timeout = setTimeout(step, Math.min(remainingMs, MAX_DELAY_MS));
	}
}
