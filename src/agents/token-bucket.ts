/** A budget that refills evenly: so many at once, and so many again in each stretch of time. */
import type { Clock } from "../platform/clock.js";

export interface Budget {
	readonly tokens: number;
	readonly perMs: number;
}

export class TokenBucket {
	readonly #clock: Clock;
	readonly #budget: () => Budget;
	#tokens: number;
	#countedAtMs: number;

	constructor(clock: Clock, budget: () => Budget) {
		this.#clock = clock;
		this.#budget = budget;
		this.#tokens = budget().tokens;
		this.#countedAtMs = clock.monotonicMs();
	}

	get isFull(): boolean {
		return this.#count() >= this.#budget().tokens;
	}

	get isSpent(): boolean {
		return this.#count() < 1;
	}

	/** How long until there is one again. */
	get againMs(): number {
		const { tokens, perMs } = this.#budget();
		return Math.ceil((Math.max(0, 1 - this.#count()) * perMs) / tokens);
	}

	/** False when there is none left. */
	take(): boolean {
		if (this.isSpent) return false;
		this.#tokens -= 1;
		return true;
	}

	#count(): number {
		const { tokens, perMs } = this.#budget();
		const nowMs = this.#clock.monotonicMs();
		this.#tokens = Math.min(tokens, this.#tokens + ((nowMs - this.#countedAtMs) * tokens) / perMs);
		this.#countedAtMs = nowMs;
		return this.#tokens;
	}
}
