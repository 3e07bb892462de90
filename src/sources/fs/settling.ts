/** For files of which nobody tells when they are closed: they count as finished once they have been left alone a while. */
import type { BytePath } from "../../platform/byte-path.js";
import type { Clock, Timer } from "../../platform/clock.js";
import type { Entry } from "./change.js";
import { readEntry } from "./read-entry.js";

const SETTLE_MS = 200;

export class Settling {
	readonly #clock: Clock;
	readonly #timers = new Map<BytePath, Timer>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Calls once, when the file has been the same for a while; never when it is gone by then. */
	await(path: BytePath, onSettled: (entry: Entry) => void): void {
		const before = readEntry(path);
		this.cancel(path);
		if (before === undefined) return;
		const timer = this.#clock.setTimer(SETTLE_MS, () => {
			this.#timers.delete(path);
			const now = readEntry(path);
			if (now?.stamp === before.stamp) onSettled(now);
			else this.await(path, onSettled);
		});
		this.#timers.set(path, timer);
	}

	cancel(path: BytePath): void {
		this.#timers.get(path)?.cancel();
		this.#timers.delete(path);
	}

	close(): void {
		for (const timer of this.#timers.values()) timer.cancel();
		this.#timers.clear();
	}
}
