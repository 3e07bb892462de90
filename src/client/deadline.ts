import { type Clock, createSystemClock, type Timer } from "../platform/clock.js";

/** A moment some milliseconds ahead, however many. */
export class Deadline {
	/** Resolves with undefined when the moment has come; never when cancelled before. */
	readonly passed: Promise<undefined>;
	readonly #clock: Clock;
	readonly #endMs: number;
	#timer: Timer | undefined;

	constructor(delayMs: number, clock: Clock = createSystemClock()) {
		this.#clock = clock;
		this.#endMs = clock.monotonicMs() + delayMs;
		this.passed = new Promise((resolve) => this.#arm(() => resolve(undefined)));
	}

	cancel(): void {
		this.#timer?.cancel();
	}

	// Node counts from the start of the turn in which a timer is set, so it may fire early.
	#arm(onPassed: () => void): void {
		const leftMs = this.#endMs - this.#clock.monotonicMs();
		if (leftMs <= 0) return onPassed();
		this.#timer = this.#clock.setTimer(leftMs, () => this.#arm(onPassed));
	}
}
