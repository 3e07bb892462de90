/** Keeps the log bounded: oldest events go, in slices between other work, and never on an idle daemon. */
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { RetentionPolicy, Store } from "../store/store.js";

// How often a busy daemon looks; an idle one has nothing to remove that matters.
const CHECK_EVERY_EVENTS = 1_000;
const CHECK_EVERY_MS = 60_000;
const SLICE_ROWS = 500;

export interface RetentionOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	readonly policy: () => RetentionPolicy;
}

export class Retention {
	readonly #options: RetentionOptions;
	#eventsSinceCheck = 0;
	#checkedAtMs = 0;
	#isRunning = false;
	#isClosed = false;

	constructor(options: RetentionOptions) {
		this.#options = options;
	}

	/** To be told of every commit. */
	onCommitted(events: number): void {
		this.#eventsSinceCheck += events;
		const elapsedMs = this.#options.clock.monotonicMs() - this.#checkedAtMs;
		if (this.#eventsSinceCheck >= CHECK_EVERY_EVENTS || elapsedMs >= CHECK_EVERY_MS) this.check();
	}

	/** Starts removing what the policy no longer keeps. */
	check(): void {
		this.#eventsSinceCheck = 0;
		this.#checkedAtMs = this.#options.clock.monotonicMs();
		if (this.#isRunning) return;
		this.#isRunning = true;
		this.#scheduleSlice();
	}

	close(): void {
		this.#isClosed = true;
	}

	#scheduleSlice(): void {
		setImmediate(() => {
			if (!this.#isClosed) this.#removeSlice();
		});
	}

	#removeSlice(): void {
		const { store, clock, log, policy } = this.#options;
		try {
			const { isDone } = store.prune(policy(), clock.nowMs(), { maxRows: SLICE_ROWS });
			this.#isRunning = !isDone;
		} catch (error) {
			// The next check tries again; until then the log is longer than it should be.
			log.warn("retention failed", { error });
			this.#isRunning = false;
		}
		if (this.#isRunning) this.#scheduleSlice();
	}
}
