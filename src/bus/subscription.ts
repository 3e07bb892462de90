/** One reader of the log: it replays pages, joins the live path without a seam, and falls back when it is slow. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { CommittedEvent } from "./committed-event.js";
import type { BusCounters } from "./counters.js";
import { type LogReader, PAGE_EVENTS } from "./log-reader.js";

const MIN_PAGE_EVENTS = 8;

/** Where a subscription's events go. */
export interface Sink {
	/** Whether more may be delivered now. Once it may again, the owner calls `resume`. */
	isFull(): boolean;
	deliver(event: CommittedEvent): void;
	/** Retention removed events that this reader had not seen, up to and including this id. */
	gap(removedThrough: string): void;
	/** Everything that was in the log when it joined has been delivered. Called once. */
	caughtUp(): void;
}

export interface SubscriptionOptions {
	/** An event is delivered when any of these matches; none means every event. */
	readonly matchers: readonly CompiledMatcher[];
	readonly afterSeq: number;
	readonly sink: Sink;
	readonly log: LogReader;
	readonly counters: BusCounters;
	readonly onClose: (subscription: Subscription) => void;
}

export class Subscription {
	readonly #options: SubscriptionOptions;
	#cursor: number;
	#state: "behind" | "live" | "closed" = "behind";
	#hasCaughtUp = false;
	#isScheduled = false;
	#pageEvents = PAGE_EVENTS;

	constructor(options: SubscriptionOptions) {
		this.#options = options;
		this.#cursor = options.afterSeq;
		if (options.afterSeq >= options.log.headSeq()) this.#goLive();
		else this.resume();
	}

	get matchers(): readonly CompiledMatcher[] {
		return this.#options.matchers;
	}

	/** Whether the log holds more than it has delivered. */
	get isBehind(): boolean {
		return this.#state === "behind";
	}

	/** The live path: called for every committed event that may match. */
	offer(committed: CommittedEvent): void {
		if (this.#state !== "live" || committed.seq <= this.#cursor) return;
		if (this.#options.sink.isFull()) {
			// Everything before this event went through the live path; the log has the rest.
			this.#cursor = committed.seq - 1;
			this.#state = "behind";
			return;
		}
		this.#cursor = committed.seq;
		if (this.#isWanted(committed)) this.#deliver(committed);
	}

	/** The sink has room again. */
	resume(): void {
		if (this.#state !== "behind" || this.#isScheduled) return;
		this.#isScheduled = true;
		// One page a turn, so that a reader far behind costs the others at most one page.
		setImmediate(() => {
			this.#isScheduled = false;
			this.#readPage();
		});
	}

	close(): void {
		if (this.#state === "closed") return;
		this.#state = "closed";
		this.#options.onClose(this);
	}

	#readPage(): void {
		const { log, sink, matchers } = this.#options;
		if (this.#state !== "behind" || sink.isFull()) return;
		const removed = log.removedAfter(this.#cursor);
		if (removed !== undefined) {
			this.#cursor = removed.seq;
			sink.gap(removed.eventId);
		}
		const page = log.readAfter(this.#cursor, matchers, this.#pageEvents);
		for (const [index, committed] of page.events.entries()) {
			this.#cursor = committed.seq;
			if (this.#isWanted(committed)) this.#deliver(committed);
			// The sink may have closed this subscription; a wait does with its match.
			if (this.#isClosed()) return;
			if (sink.isFull()) return this.#takeSmallerPages(index + 1);
		}
		this.#pageEvents = Math.min(PAGE_EVENTS, this.#pageEvents * 2);
		this.#cursor = page.nextSeq;
		if (page.isEnd) this.#goLive();
		else this.resume();
	}

	// What a page holds beyond the reader's room is read again: a reader of a few at a time shall not cost whole pages.
	#takeSmallerPages(taken: number): void {
		this.#pageEvents = Math.max(MIN_PAGE_EVENTS, Math.min(PAGE_EVENTS, taken * 2));
	}

	#isClosed(): boolean {
		return this.#state === "closed";
	}

	#goLive(): void {
		this.#state = "live";
		if (this.#hasCaughtUp) return;
		this.#hasCaughtUp = true;
		this.#options.sink.caughtUp();
	}

	#deliver(committed: CommittedEvent): void {
		this.#options.counters.delivered += 1;
		this.#options.sink.deliver(committed);
	}

	#isWanted(committed: CommittedEvent): boolean {
		const { matchers } = this.#options;
		if (matchers.length === 0) return true;
		return matchers.some((matcher) => matcher.matches(committed.event, committed.payload));
	}
}
