/** Notices when nothing has happened for a while. Armed only while something does, so idle means no timer at all. */
import type { Clock, Timer } from "../platform/clock.js";

export interface IdleWatchOptions {
	readonly clock: Clock;
	readonly quietMs: number;
	readonly onIdle: () => void;
}

export class IdleWatch {
	readonly #options: IdleWatchOptions;
	#timer: Timer | undefined;
	#activeAtMs = 0;
	#isClosed = false;

	constructor(options: IdleWatchOptions) {
		this.#options = options;
	}

	/** Costs a look at the clock while the watch is armed. */
	onActivity(): void {
		const { clock, quietMs } = this.#options;
		this.#activeAtMs = clock.monotonicMs();
		if (this.#timer === undefined && !this.#isClosed) this.#arm(quietMs);
	}

	close(): void {
		this.#isClosed = true;
		this.#timer?.cancel();
	}

	#arm(delayMs: number): void {
		const { clock, quietMs, onIdle } = this.#options;
		this.#timer = clock.setTimer(delayMs, () => {
			this.#timer = undefined;
			const missingMs = this.#activeAtMs + quietMs - clock.monotonicMs();
			if (missingMs > 0) this.#arm(missingMs);
			else onIdle();
		});
	}
}
