/** Watches files: works through what the kernel tells in turns that are short, and hands on what it means. */
import type { BytePath } from "../../platform/byte-path.js";
import type { Clock } from "../../platform/clock.js";
import { IN, type Inotify, type OnNotices } from "../../platform/inotify.js";
import type { OpenWriters } from "../../platform/open-writers.js";
import type { Change, Overflow } from "./change.js";
import { createCover, type IgnoreOptions, type Request } from "./cover.js";
import { request, retry, unrequest } from "./demand.js";
import { Directory } from "./directory.js";
import type { Forest } from "./forest.js";
import { FoundFiles } from "./found-files.js";
import { hear } from "./hearing.js";
import { Moves } from "./moves.js";
import { NoticeQueue, type NumberedNotice } from "./notice-queue.js";
import { ReadingList } from "./reading.js";
import { recheck } from "./recheck.js";
import { createReport } from "./report.js";
import { Settling } from "./settling.js";
import { WatchTable } from "./watch-table.js";

export interface FileWatcherOptions {
	readonly clock: Clock;
	readonly openInotify: (onNotices: OnNotices) => Inotify;
	readonly findWriters: (path: BytePath) => OpenWriters;
	readonly ignore: IgnoreOptions;
	readonly isForbidden: (path: BytePath) => boolean;
	/** Gets what happened, in order; gets more when it has resolved. */
	readonly tell: (occurrences: readonly (Change | Overflow)[]) => Promise<void>;
	/** Called when the directories that cannot be watched may have changed. */
	readonly onFailures: (failures: WatchTable["failures"]) => void;
}

// What else the daemon does waits no longer than this, or than so many steps take.
const TURN_MS = 5;
const TURN_STEPS = 64;
const MAX_TOLD_AT_ONCE = 1_000;
// The kernel's time stamps lag behind the clock by up to one tick.
const TICK_MS = 20;

export class FileWatcher {
	readonly #options: FileWatcherOptions;
	readonly #queue: NoticeQueue;
	readonly #forest: Forest;
	readonly #readings = new ReadingList();
	readonly #moves = new Moves();
	readonly #settling: Settling;
	readonly #requested = new Set<BytePath>();
	readonly #occurrences: (Change | Overflow)[] = [];
	readonly #watchesToPrune: number[] = [];
	#isInTurn = false;
	#isScheduled = false;
	#isTelling = false;
	#isClosed = false;

	constructor(options: FileWatcherOptions) {
		this.#options = options;
		const { clock, openInotify, findWriters, isForbidden } = options;
		this.#queue = new NoticeQueue({ clock, openInotify, onNotices: () => this.#wake() });
		this.#settling = new Settling(clock);
		const report = createReport((change) => this.#note(change));
		this.#forest = {
			top: new Directory(undefined, "" as BytePath),
			watches: new WatchTable(this.#queue.inotify),
			files: new FoundFiles({ report, findWriters, settling: this.#settling }),
			report,
			read: (directory, how) => this.#readings.add(directory, how),
			takeNotices: () => {
				this.#queue.inotify.readQueued();
				return this.#queue.lastNumber;
			},
			isForbidden,
		};
	}

	/** What is asked for from now on. What is new is watched on return, or what happens to it until then is found. */
	watch(requests: readonly Request[]): void {
		const sinceMs = this.#sinceMs();
		this.#undisturbed(() => this.#takeOver(requests, sinceMs));
		this.#turn();
		this.#readings.endSilence(sinceMs);
	}

	close(): void {
		this.#isClosed = true;
		this.#settling.close();
		this.#queue.inotify.close();
	}

	#takeOver(requests: readonly Request[], sinceMs: number): void {
		const wanted = new Map(requests.map((each) => [each.path, each]));
		for (const path of this.#requested) {
			if (wanted.has(path)) continue;
			this.#requested.delete(path);
			unrequest(this.#forest, path, sinceMs);
		}
		for (const each of wanted.values()) {
			if (this.#requested.has(each.path)) continue;
			this.#requested.add(each.path);
			request(this.#forest, createCover(each, this.#options.ignore), sinceMs);
		}
		retry(this.#forest, sinceMs);
	}

	/** What is heard of meanwhile has to wait for its turn. */
	#undisturbed(work: () => void): void {
		this.#isInTurn = true;
		work();
		this.#isInTurn = false;
	}

	#wake(): void {
		if (!this.#isInTurn && !this.#isScheduled && !this.#isTelling) this.#turn();
	}

	#note(occurrence: Change | Overflow): void {
		this.#occurrences.push(occurrence);
		if (!this.#isInTurn) this.#goOn();
	}

	#turn(): void {
		if (this.#isClosed) return;
		const { clock, onFailures } = this.#options;
		const endMs = clock.monotonicMs() + TURN_MS;
		this.#undisturbed(() => {
			let steps = 0;
			while ((steps < TURN_STEPS || clock.monotonicMs() < endMs) && this.#step()) steps += 1;
		});
		onFailures(this.#forest.watches.failures);
		this.#goOn();
	}

	/** @returns whether there was anything to do */
	#step(): boolean {
		if (this.#readings.isUrgent) {
			this.#readings.readNext(this.#forest);
			return true;
		}
		this.#forest.watches.prune(this.#watchesToPrune.splice(0));
		const notice = this.#queue.shift();
		if (notice !== undefined) {
			this.#hear(notice);
			return true;
		}
		if (this.#readings.isEmpty) return false;
		this.#readings.readNext(this.#forest);
		return true;
	}

	#hear(notice: NumberedNotice): void {
		if ((notice.mask & IN.Q_OVERFLOW) !== 0) {
			this.#note({ action: "overflow", roots: [...this.#requested] });
			recheck(this.#forest, this.#queue.takeLostSinceMs() - TICK_MS);
			return;
		}
		const pruneLater = (watches: readonly number[]): void => void this.#watchesToPrune.push(...watches);
		hear({ forest: this.#forest, moves: this.#moves, sinceMs: () => this.#sinceMs(), pruneLater }, notice);
	}

	/** Hands on what there is, then does what is left. */
	#goOn(): void {
		if (this.#isTelling || this.#isClosed) return;
		const told = this.#occurrences.splice(0, MAX_TOLD_AT_ONCE);
		if (told.length > 0) {
			this.#isTelling = true;
			void this.#options.tell(told).finally(() => {
				this.#isTelling = false;
				this.#goOn();
			});
		} else if (!this.#isIdle() && !this.#isScheduled) {
			this.#isScheduled = true;
			setImmediate(() => {
				this.#isScheduled = false;
				this.#turn();
			});
		}
	}

	#isIdle(): boolean {
		if (!this.#queue.isEmpty || !this.#readings.isEmpty) return false;
		if (this.#moves.isEmpty) return true;
		// The second half of a rename follows the first at once, but perhaps not within the same moment.
		this.#undisturbed(() => this.#queue.inotify.readQueued());
		if (this.#queue.isEmpty) {
			for (const { watches } of this.#moves.expire()) this.#forest.watches.prune(watches);
		}
		return false;
	}

	#sinceMs(): number {
		return this.#options.clock.nowMs() - TICK_MS;
	}
}
