/** The first halves of renames: the kernel tells of the old name, then of the new one. */
import type { BytePath } from "../../platform/byte-path.js";
import type { Removed } from "./departure.js";

export interface MovedAway extends Removed {
	readonly oldPath: BytePath;
}

export class Moves {
	/** Those that had no second half when all that was queued had been heard go with the next such moment. */
	#fresh = new Map<number, MovedAway>();
	#stale = new Map<number, MovedAway>();

	get isEmpty(): boolean {
		return this.#fresh.size + this.#stale.size === 0;
	}

	hold(cookie: number, moved: MovedAway): void {
		this.#fresh.set(cookie, moved);
	}

	take(cookie: number): MovedAway | undefined {
		const moved = this.#fresh.get(cookie) ?? this.#stale.get(cookie);
		this.#fresh.delete(cookie);
		this.#stale.delete(cookie);
		return moved;
	}

	/** Everything that was queued has been heard. @returns those that have gone where nobody looks */
	expire(): readonly MovedAway[] {
		const expired = [...this.#stale.values()];
		this.#stale = this.#fresh;
		this.#fresh = new Map();
		return expired;
	}
}
