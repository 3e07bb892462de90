/** So much at once, and so much a second: who takes more runs into debt and waits until it is paid off. */
import type { Clock } from "../platform/clock.js";

export interface AllowanceOptions {
	readonly clock: Clock;
	readonly atOnce: number;
	readonly perSecond: number;
}

export class Allowance {
	readonly #options: AllowanceOptions;
	#left: number;
	#countedAtMs: number;

	constructor(options: AllowanceOptions) {
		this.#options = options;
		this.#left = options.atOnce;
		this.#countedAtMs = options.clock.monotonicMs();
	}

	/** @returns how long to wait before the next */
	take(amount: number): number {
		this.#count();
		this.#left -= amount;
		return this.#left >= 0 ? 0 : (-this.#left / this.#options.perSecond) * 1_000;
	}

	/** Takes it if it is there. */
	tryTake(amount: number): boolean {
		this.#count();
		if (this.#left < amount) return false;
		this.#left -= amount;
		return true;
	}

	#count(): void {
		const { clock, atOnce, perSecond } = this.#options;
		const nowMs = clock.monotonicMs();
		this.#left = Math.min(atOnce, this.#left + ((nowMs - this.#countedAtMs) / 1_000) * perSecond);
		this.#countedAtMs = nowMs;
	}
}
