/** What the notices of one agent go through: one after the other, and no more often than the budget allows. */
import { type Budget, TokenBucket } from "../../agents/token-bucket.js";
import type { Clock, Timer } from "../../platform/clock.js";

const ENDS: ReadonlySet<string> = new Set([
	"agent_turn_ended",
	"agent_idle",
	"agent_failed",
	"agent_started",
]);

export interface LaneOptions {
	readonly clock: Clock;
	readonly budget: () => Budget;
	readonly isInTurn: boolean;
}

export class Lane {
	/** How often the session may be woken. */
	readonly budget: TokenBucket;
	/** Kinds of doors that took something and woke nobody, since the session last began a turn. */
	readonly silent = new Set<string>();
	readonly #clock: Clock;
	#isInTurn: boolean;
	#turns = 0;
	#work: Promise<void> = Promise.resolve();
	readonly #timers = new Map<string, Timer>();

	constructor({ clock, budget, isInTurn }: LaneOptions) {
		this.#clock = clock;
		this.budget = new TokenBucket(clock, budget);
		this.#isInTurn = isInTurn;
	}

	/** How many turns have begun. */
	get turns(): number {
		return this.#turns;
	}

	/** When what was to be done before has been done. @param task Never rejects. */
	run(task: () => Promise<void>): Promise<void> {
		this.#work = this.#work.then(task);
		return this.#work;
	}

	/** In a while, instead of what was to be done then for the same reason. */
	later(reason: "woken too often" | "no turn yet", delayMs: number, fn: () => void): void {
		this.#timers.get(reason)?.cancel();
		this.#timers.set(reason, this.#clock.setTimer(delayMs, fn));
	}

	/** Takes in what an event says of the session. */
	observe(eventType: string): void {
		const isStart = eventType === "agent_turn_started";
		// Not every vendor has a hook for a turn that it began by itself.
		const isUnheardStart = eventType === "agent_turn_ended" && !this.#isInTurn;
		if (isStart || isUnheardStart) {
			this.#turns += 1;
			this.silent.clear();
		}
		this.#isInTurn = isStart || (this.#isInTurn && !ENDS.has(eventType));
	}

	close(): void {
		for (const timer of this.#timers.values()) timer.cancel();
	}
}
