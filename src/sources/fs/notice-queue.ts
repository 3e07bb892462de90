/** What the kernel has told and nobody has heard yet, in order. */
import type { Clock } from "../../platform/clock.js";
import { type FileNotice, IN, type Inotify, type OnNotices } from "../../platform/inotify.js";

export interface NumberedNotice extends FileNotice {
	/** Grows as they are taken in. */
	readonly number: number;
}

export interface NoticeQueueOptions {
	readonly clock: Clock;
	readonly openInotify: (onNotices: OnNotices) => Inotify;
	readonly onNotices: () => void;
}

// Some 20 MiB. What comes beyond stays in the kernel's queue, and when that is full, the kernel says so.
const MAX_PENDING = 100_000;

export class NoticeQueue {
	readonly inotify: Inotify;
	readonly #clock: Clock;
	#pending: NumberedNotice[] = [];
	#next = 0;
	#lastNumber = 0;
	#isPaused = false;
	/** When the kernel's queue was last seen empty. */
	#emptyAtMs: number;
	#lostSinceMs: number | undefined;

	constructor({ clock, openInotify, onNotices }: NoticeQueueOptions) {
		this.#clock = clock;
		this.#emptyAtMs = clock.nowMs();
		this.inotify = openInotify((notices, isAll) => {
			this.#take(notices, isAll);
			onNotices();
		});
	}

	get isEmpty(): boolean {
		return this.#next === this.#pending.length;
	}

	/** Of the notice that was taken in last. */
	get lastNumber(): number {
		return this.#lastNumber;
	}

	shift(): NumberedNotice | undefined {
		const notice = this.#pending[this.#next];
		if (notice !== undefined) {
			this.#next += 1;
			return notice;
		}
		this.#pending = [];
		this.#next = 0;
		if (this.#isPaused) this.inotify.resume();
		this.#isPaused = false;
		return undefined;
	}

	/** After an overflow was heard of: nothing that happened before this time was lost. */
	takeLostSinceMs(): number {
		const sinceMs = this.#lostSinceMs ?? this.#emptyAtMs;
		this.#lostSinceMs = undefined;
		return sinceMs;
	}

	#take(notices: readonly FileNotice[], isAll: boolean): void {
		for (const notice of notices) {
			this.#lastNumber += 1;
			this.#pending.push({ ...notice, number: this.#lastNumber });
			if ((notice.mask & IN.Q_OVERFLOW) !== 0) this.#lostSinceMs ??= this.#emptyAtMs;
		}
		if (isAll) this.#emptyAtMs = this.#clock.nowMs();
		if (this.#isPaused || this.#pending.length - this.#next < MAX_PENDING) return;
		this.#isPaused = true;
		this.inotify.pause();
	}
}
