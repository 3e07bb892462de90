/** Passes when nothing has gone on for a while. */
import { Deadline } from "../../client/deadline.js";
import { BusError } from "../../errors.js";
import { formatDuration } from "../../event/duration.js";
import { createDeferred } from "../../platform/deferred.js";

export class IdleLimit {
	/** Never resolves; rejects with WAIT_TIMED_OUT. */
	readonly passed: Promise<never>;
	readonly #limitMs: number | undefined;
	readonly #reject: (error: unknown) => void;
	#deadline: Deadline | undefined;
	#held = 0;

	/** Counts from the first time that something has ended. */
	constructor(limitMs: number | undefined) {
		const { promise, reject } = createDeferred<never>();
		this.passed = promise;
		this.#reject = reject;
		this.#limitMs = limitMs;
	}

	/** Something goes on, until the returned function is called. */
	hold(): () => void {
		this.#deadline?.cancel();
		this.#held += 1;
		return () => {
			this.#held -= 1;
			if (this.#held === 0 && this.#limitMs !== undefined) void this.#count(this.#limitMs);
		};
	}

	async #count(limitMs: number): Promise<void> {
		this.#deadline = new Deadline(limitMs);
		await this.#deadline.passed;
		this.#reject(new BusError("WAIT_TIMED_OUT", `Timed out after ${formatDuration(limitMs)}: no new match`));
	}
}
