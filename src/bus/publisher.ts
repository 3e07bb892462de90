/** Group commit: whatever arrives within one turn of the event loop becomes one transaction. */
import type { ParsedDraft } from "../event/draft.js";
import { toEvent } from "../event/draft.js";
import type { BusEvent } from "../event/event.js";
import type { EventIdGenerator } from "../event/event-id.js";
import { BusError } from "../errors.js";
import type { Clock } from "../platform/clock.js";
import type { AppendResult, EventRow, Store } from "../store/store.js";
import { CommittedEvent } from "./committed-event.js";
import type { BusCounters } from "./counters.js";
import { toIndexedSha } from "./store-pivot.js";

// Bounds one transaction, and so the longest turn that a flood of emitters can cause.
const MAX_ROWS_PER_COMMIT = 4_096;

type PublishResult = { readonly event_id: string; readonly outcome: "committed" | "duplicate" };
export type PublishOutcome = readonly PublishResult[] | BusError;

interface PublishRequest {
	readonly drafts: readonly ParsedDraft[];
	readonly onOutcome: (outcome: PublishOutcome) => void;
}

export interface PublisherOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly counters: BusCounters;
	readonly ids: EventIdGenerator;
	/** Called with the newly committed events, in commit order, after every emitter has its answer. */
	readonly onCommitted: (events: readonly CommittedEvent[]) => void;
}

export class Publisher {
	readonly #options: PublisherOptions;
	#queue: PublishRequest[] = [];
	#isScheduled = false;

	constructor(options: PublisherOptions) {
		this.#options = options;
	}

	/** Queues drafts for the commit at the end of this turn. */
	publish(drafts: readonly ParsedDraft[], onOutcome: (outcome: PublishOutcome) => void): void {
		this.#queue.push({ drafts, onOutcome });
		this.#schedule();
	}

	/** Commits everything that is queued, now. */
	flush(): void {
		while (this.#queue.length > 0) this.#commit(this.#takeRequests());
	}

	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		setImmediate(() => {
			this.#isScheduled = false;
			if (this.#queue.length > 0) this.#commit(this.#takeRequests());
			if (this.#queue.length > 0) this.#schedule();
		});
	}

	#takeRequests(): PublishRequest[] {
		let rows = 0;
		let end = 0;
		while (end < this.#queue.length && (end === 0 || rows < MAX_ROWS_PER_COMMIT)) {
			rows += this.#queue[end]?.drafts.length ?? 0;
			end += 1;
		}
		const requests = this.#queue.slice(0, end);
		this.#queue = this.#queue.slice(end);
		return requests;
	}

	#commit(requests: readonly PublishRequest[]): void {
		const { store, clock, counters, onCommitted } = this.#options;
		const rows = this.#toRows(requests);
		let results: readonly AppendResult[];
		const startedMs = clock.monotonicMs();
		try {
			results = store.append(rows);
			counters.addCommit(clock.monotonicMs() - startedMs);
		} catch (cause) {
			const error =
				cause instanceof BusError ? cause : new BusError("STORE_FAILED", "Cannot store events", { cause });
			for (const request of requests) request.onOutcome(error);
			return;
		}
		answer(requests, results);
		onCommitted(toCommitted(rows, results, counters));
	}

	#toRows(requests: readonly PublishRequest[]): readonly PublishedRow[] {
		const { clock, ids } = this.#options;
		const [nowMs, nowNs] = [clock.nowMs(), clock.nowNs()];
		const rows: PublishedRow[] = [];
		for (const { drafts } of requests) {
			for (const draft of drafts) {
				const { event, text } = toEvent(draft, ids.next(nowMs), nowNs);
				rows.push(toRow(event, text, draft.payloadText));
			}
		}
		return rows;
	}
}

/** The row, and what it was made of. */
interface PublishedRow extends EventRow {
	readonly event: BusEvent;
}

function toCommitted(
	rows: readonly PublishedRow[],
	results: readonly AppendResult[],
	counters: BusCounters,
): readonly CommittedEvent[] {
	const committed: CommittedEvent[] = [];
	for (const [index, row] of rows.entries()) {
		const result = results[index];
		if (result?.outcome === "duplicate") counters.duplicates += 1;
		if (result?.outcome !== "committed") continue;
		const { event, text, payload } = row;
		counters.addCommitted(event.source);
		committed.push(new CommittedEvent({ seq: result.seq, text, event, readPayload: () => payload }));
	}
	return committed;
}

function answer(requests: readonly PublishRequest[], results: readonly AppendResult[]): void {
	let offset = 0;
	for (const { drafts, onOutcome } of requests) {
		const own = results.slice(offset, offset + drafts.length);
		offset += drafts.length;
		onOutcome(toOutcome(own));
	}
}

function toOutcome(results: readonly AppendResult[]): PublishOutcome {
	const outcomes: PublishResult[] = [];
	for (const result of results) {
		if (result.outcome === "failed") return result.error;
		outcomes.push({ event_id: result.eventId, outcome: result.outcome });
	}
	return outcomes;
}

function toRow(event: BusEvent, text: string, payload: string | undefined): PublishedRow {
	const { fields } = event;
	const headSha = indexed(fields["head_sha"]);
	return {
		eventId: event.event_id,
		deliveryId: event.delivery_id,
		source: event.source,
		eventType: event.event_type,
		owner: event.owner,
		repo: event.repo,
		receivedAtNs: event.received_at,
		headSha: headSha === undefined ? undefined : toIndexedSha(headSha),
		runId: indexed(fields["run_id"]),
		messageTo: indexed(fields["msg_to"]),
		correlationId: indexed(fields["msg_correlation_id"]),
		text,
		payload,
		event,
	};
}

function indexed(value: unknown): string | undefined {
	return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
