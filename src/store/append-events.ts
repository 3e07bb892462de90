/** Adds events to the end of the log: the one write on the hot path. */
import { BusError } from "../errors.js";
import type { Database, Statement } from "./driver.js";
import { prepareFindByDeliveryId } from "./find-by-delivery-id.js";
import type { LogPosition } from "./find-head.js";
import type { FindEvent } from "./page.js";
import { isRowError, reasonOf } from "./store-error.js";
import { prepareTransaction, type Transact } from "./transaction.js";

/** An event, encoded. What is absent is not indexed. */
export interface EventRow {
	/** ULID, greater than that of every row before it. */
	readonly eventId: string;
	readonly deliveryId: string;
	readonly source: string;
	readonly eventType: string;
	readonly owner: string;
	readonly repo: string;
	readonly receivedAtNs: bigint;
	readonly headSha?: string | undefined;
	readonly runId?: string | undefined;
	readonly messageTo?: string | undefined;
	readonly correlationId?: string | undefined;
	/** Canonical JSON of the event, as it is sent. */
	readonly text: string;
	/** The raw payload as JSON. */
	readonly payload?: string | undefined;
}

export type AppendResult =
	| { readonly outcome: "committed"; readonly seq: number; readonly eventId: string }
	/** Nothing was stored: `seq` and `eventId` are of the first event with this delivery id. */
	| { readonly outcome: "duplicate"; readonly seq: number; readonly eventId: string }
	| { readonly outcome: "failed"; readonly error: BusError };

// By position, not by name: binding 13 names takes longer than the insert itself.
const INSERT_EVENT = `
	INSERT INTO events (
		seq, event_id, delivery_id, source, event_type, repository,
		head_sha, run_id, msg_to, msg_correlation_id, received_at, text, payload
	)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (delivery_id) DO NOTHING`;

export class EventAppender {
	readonly #transact: Transact;
	readonly #insert: Statement<never>;
	readonly #findByDeliveryId: FindEvent;
	#head: LogPosition | undefined;

	constructor(database: Database, head: LogPosition | undefined) {
		this.#transact = prepareTransaction(database);
		this.#insert = database.prepare(INSERT_EVENT);
		this.#findByDeliveryId = prepareFindByDeliveryId(database);
		this.#head = head;
	}

	/** The newest event ever committed, also when retention has removed it since. */
	get head(): LogPosition | undefined {
		return this.#head;
	}

	/** One transaction. A row that SQLite refuses fails alone; a failed commit throws, and nothing is stored. */
	append(rows: readonly EventRow[]): AppendResult[] {
		assertGrowing(rows, this.#head);
		if (rows.length === 0) return [];
		let head = this.#head;
		const results = this.#transact(() =>
			rows.map((row) => {
				const result = this.#appendRow(row, (head?.seq ?? 0) + 1);
				if (result.outcome === "committed") head = { seq: result.seq, eventId: result.eventId };
				return result;
			}),
		);
		this.#head = head;
		return results;
	}

	#appendRow(row: EventRow, seq: number): AppendResult {
		try {
			if (this.#insertRow(row, seq)) return { outcome: "committed", seq, eventId: row.eventId };
		} catch (cause) {
			if (!isRowError(cause)) throw cause;
			const message = `Cannot store event "${row.eventId}": ${reasonOf(cause)}`;
			return { outcome: "failed", error: new BusError("STORE_FAILED", message, { cause }) };
		}
		const first = this.#findByDeliveryId(row.deliveryId);
		if (first === undefined) throw new TypeError(`Delivery "${row.deliveryId}" is neither new nor known`);
		return { outcome: "duplicate", seq: first.seq, eventId: first.eventId };
	}

	#insertRow(row: EventRow, seq: number): boolean {
		const { changes } = this.#insert.run(
			seq,
			row.eventId,
			row.deliveryId,
			row.source,
			row.eventType,
			`${row.owner}/${row.repo}`,
			row.headSha ?? null,
			row.runId ?? null,
			row.messageTo ?? null,
			row.correlationId ?? null,
			row.receivedAtNs,
			row.text,
			row.payload ?? null,
		);
		return Number(changes) === 1;
	}
}

// Cursors are event ids and pages are read by seq, so the two must order alike.
function assertGrowing(rows: readonly EventRow[], head: LogPosition | undefined): void {
	let previous = head?.eventId ?? "";
	for (const { eventId } of rows) {
		if (eventId <= previous) throw new TypeError(`Event id "${eventId}" does not come after "${previous}"`);
		previous = eventId;
	}
}
