/** The waits that are going on. */
import type { SubjectActivity } from "./subject-activity.js";
import type { WaitActivity } from "./wait-activity.js";

export type Waiting = WaitActivity | SubjectActivity;

export class WaitBook {
	readonly #waits = new Set<Waiting>();

	get size(): number {
		return this.#waits.size;
	}

	add(wait: Waiting): void {
		this.#waits.add(wait);
	}

	delete(wait: Waiting): void {
		this.#waits.delete(wait);
	}

	all(): readonly Waiting[] {
		return [...this.#waits];
	}
}
