/** Pages of the log, narrowed by an index of the store where the matchers allow it. */
import { lowestEventIdAt } from "../event/event-id.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { LatestRequest } from "../store/find-latest.js";
import type { StoredEvent } from "../store/page.js";
import type { Store } from "../store/store.js";
import { CommittedEvent } from "./committed-event.js";
import { toStorePivot } from "./store-pivot.js";

// A page is a turn of the event loop: large enough for speed, small enough for the others.
export const PAGE_EVENTS = 500;
const PAGE_BYTES = 512 * 1024;

export interface LogPage {
	readonly events: readonly CommittedEvent[];
	/** Where the next page begins, although filtered events lie between. */
	readonly nextSeq: number;
	readonly isEnd: boolean;
}

export class LogReader {
	readonly #store: Store;

	constructor(store: Store) {
		this.#store = store;
	}

	headSeq(): number {
		return this.#store.head()?.seq ?? 0;
	}

	headEventId(): string | undefined {
		return this.#store.head()?.eventId;
	}

	/** The newest event that retention removed, when a reader at `seq` has not seen it. */
	removedAfter(seq: number): { readonly seq: number; readonly eventId: string } | undefined {
		const removed = this.#store.prunedThrough();
		return removed !== undefined && removed.seq > seq ? removed : undefined;
	}

	readAfter(afterSeq: number, matchers: readonly CompiledMatcher[], limit = PAGE_EVENTS): LogPage {
		const pivot = toStorePivot(matchers);
		const page = this.#store.readAfter({ afterSeq, limit, maxBytes: PAGE_BYTES, pivot });
		return { ...page, events: page.events.map((stored) => this.#toCommitted(stored)) };
	}

	findByEventId(eventId: string): CommittedEvent | undefined {
		const stored = this.#store.findByEventId(eventId);
		return stored === undefined ? undefined : this.#toCommitted(stored);
	}

	/** The newest of each, oldest first: the last `limit` of those before `beforeSeq`. */
	latestSeqs(request: LatestRequest, beforeSeq: number, limit: number): readonly number[] {
		const seqs = this.#store.latest(request).filter((seq) => seq < beforeSeq);
		return seqs.slice(0, limit).reverse();
	}

	/** Undefined when retention has removed it. */
	find(seq: number): CommittedEvent | undefined {
		return this.readAfter(seq - 1, [], 1).events.find((committed) => committed.seq === seq);
	}

	/** The seq after which a reader begins. */
	seqFor(since: Since): number {
		switch (since.from) {
			case "now":
				return this.headSeq();
			case "start":
				return this.#store.prunedThrough()?.seq ?? 0;
			case "event":
				return this.#seqAfter(since.eventId);
			case "time":
				return this.#seqAfter(lowestEventIdAt(since.timeMs));
		}
	}

	#seqAfter(eventId: string): number {
		const removed = this.#store.prunedThrough();
		const seq = this.#store.seqAtOrBefore(eventId);
		// A reader that stopped exactly where retention did has missed nothing.
		return removed !== undefined && eventId >= removed.eventId ? Math.max(seq, removed.seq) : seq;
	}

	#toCommitted({ seq, text }: StoredEvent): CommittedEvent {
		return new CommittedEvent({ seq, text, readPayload: () => this.#store.readPayload(seq) });
	}
}
