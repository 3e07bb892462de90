/** Collects events until they have settled: a burst wakes a session once. */
import type { BusEvent } from "../../event/event.js";
import type { Timers } from "../pending-waits.js";
import { type Batch, MAX_SHOWN } from "./digest.js";

const SETTLE_MS = 300;
/** A burst that does not settle is told nevertheless. */
const LONGEST_MS = 2_000;
/** Between two of them. */
const QUIET_MS = 5_000;

export class Digests {
	readonly #timers: Timers;
	readonly #send: (batch: Batch) => void;
	#first: BusEvent[] = [];
	#last: BusEvent | undefined;
	#count = 0;
	#hasGap = false;
	#begunAtMs = 0;
	#sentAtMs = Number.NEGATIVE_INFINITY;
	#timer: { cancel(): void } | undefined;

	constructor(timers: Timers, send: (batch: Batch) => void) {
		this.#timers = timers;
		this.#send = send;
	}

	add(event: BusEvent): void {
		const nowMs = this.#timers.nowMs();
		if (this.#count === 0) this.#begunAtMs = nowMs;
		this.#count += 1;
		this.#last = event;
		if (this.#first.length < MAX_SHOWN) this.#first.push(event);
		const settledAtMs = Math.min(nowMs + SETTLE_MS, this.#begunAtMs + LONGEST_MS);
		this.#timer?.cancel();
		this.#timer = this.#timers.setTimer(Math.max(settledAtMs, this.#sentAtMs + QUIET_MS) - nowMs, () =>
			this.#flush(),
		);
	}

	/** Told with the next one. */
	noteGap(): void {
		this.#hasGap = true;
	}

	close(): void {
		this.#timer?.cancel();
	}

	#flush(): void {
		if (this.#last === undefined) return;
		const batch = { first: this.#first, last: this.#last, count: this.#count, hasGap: this.#hasGap };
		[this.#first, this.#last, this.#count, this.#hasGap] = [[], undefined, 0, false];
		this.#sentAtMs = this.#timers.nowMs();
		this.#send(batch);
	}
}
