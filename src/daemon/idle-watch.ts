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
	#wasActive = false;

	constructor(options: IdleWatchOptions) {
		this.#options = options;
	}

	/** Costs nothing while the watch is armed. */
	onActivity(): void {
		this.#wasActive = true;
		if (this.#timer === undefined) this.#arm();
	}

	close(): void {
		this.#timer?.cancel();
	}

	#arm(): void {
		this.#wasActive = false;
		this.#timer = this.#options.clock.setTimer(this.#options.quietMs, () => {
			this.#timer = undefined;
			if (this.#wasActive) this.#arm();
			else this.#options.onIdle();
		});
	}
}
