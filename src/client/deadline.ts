// Node's timers count in 32 bits.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A moment some milliseconds ahead, however many. */
export class Deadline {
	/** Resolves with undefined when the moment has come; never when cancelled before. */
	readonly passed: Promise<undefined>;
	readonly #endMs: number;
	#timer: NodeJS.Timeout | undefined;

	constructor(delayMs: number) {
		this.#endMs = performance.now() + delayMs;
		this.passed = new Promise((resolve) => this.#arm(() => resolve(undefined)));
	}

	cancel(): void {
		clearTimeout(this.#timer);
	}

	#arm(onPassed: () => void): void {
		const leftMs = this.#endMs - performance.now();
		if (leftMs <= 0) return onPassed();
		this.#timer = setTimeout(() => this.#arm(onPassed), Math.min(leftMs, MAX_TIMER_MS));
	}
}
