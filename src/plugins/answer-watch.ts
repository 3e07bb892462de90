/** Notices that nothing comes from a process that was asked something. No timer runs while nothing is asked. */
import type { Clock, Timer } from "../platform/clock.js";

export class AnswerWatch {
	readonly #clock: Clock;
	readonly #onSilence: (silentMs: number) => void;
	#timer: Timer | undefined;
	#limitMs = 0;
	#heardAtMs = 0;

	constructor(clock: Clock, onSilence: (silentMs: number) => void) {
		this.#clock = clock;
		this.#onSilence = onSilence;
	}

	get isWaiting(): boolean {
		return this.#timer !== undefined;
	}

	/** Something was asked. */
	expect(limitMs: number): void {
		this.#limitMs = limitMs;
		this.heard();
		this.#arm(limitMs);
	}

	/** A sign of life, as messages are that were sent before the answer. */
	heard(): void {
		this.#heardAtMs = this.#clock.monotonicMs();
	}

	/** Nobody listens for so long, so silence says nothing. */
	pause(durationMs: number): void {
		this.#heardAtMs = this.#clock.monotonicMs() + durationMs;
	}

	/** The answer came, or is no longer of interest. */
	settle(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#arm(delayMs: number): void {
		this.#timer?.cancel();
		this.#timer = this.#clock.setTimer(delayMs, () => {
			const missingMs = this.#heardAtMs + this.#limitMs - this.#clock.monotonicMs();
			if (missingMs > 0) return this.#arm(missingMs);
			this.#timer = undefined;
			this.#onSilence(this.#limitMs);
		});
	}
}
