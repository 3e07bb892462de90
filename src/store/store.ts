/** The log of events: one SQLite file, one writer, read in commit order. */
import type { AppendResult, EventRow } from "./append-events.js";
import type { DeliveryRow } from "./delivery-row.js";
import type { Durability } from "./configure-database.js";
import type { LogPosition } from "./find-head.js";
import type { LatestRequest } from "./find-latest.js";
import type { PruneResult } from "./prune-events.js";
import type { EventPage, PageRequest, StoredEvent } from "./page.js";
import type { StoreStatistics } from "./read-statistics.js";
import type { RetentionPolicy } from "./retention-cut.js";

export type { AppendResult, DeliveryRow, EventRow, RetentionPolicy };

/** Every method throws BusError STORE_FAILED when SQLite refuses, STORE_FULL when the disk is full. */
export interface Store {
	/**
	 * Commits the rows in one transaction and says what became of each. A row that SQLite refuses fails alone.
	 * When the commit fails it throws, and nothing is stored.
	 * @throws TypeError when event ids do not grow
	 */
	append(rows: readonly EventRow[]): AppendResult[];
	readAfter(request: PageRequest): EventPage;
	findByEventId(eventId: string): StoredEvent | undefined;
	findByDeliveryId(deliveryId: string): StoredEvent | undefined;
	readPayload(seq: number): string | undefined;
	/** The cursor for "after this event", also for an id that was never stored; 0 when it precedes them all. */
	seqAtOrBefore(eventId: string): number;
	/** The newest event ever committed, also when retention has removed it since. */
	head(): LogPosition | undefined;
	/** The newest event that retention ever removed: a cursor before it has a gap. */
	prunedThrough(): LogPosition | undefined;
	/** Removes the oldest events that the policy does not keep, at most `maxRows` of them per call. */
	prune(policy: RetentionPolicy, nowMs: number, budget: { readonly maxRows: number }): PruneResult;
	statistics(): StoreStatistics;
	/** Counts from the next commit on. */
	setDurability(durability: Durability): void;
	/** The id of the newest event that the log holds of the source. */
	newestOf(source: string): string | undefined;
	/** The seqs of the newest of each, the newest first. */
	latest(request: LatestRequest): readonly number[];
	knownSources(): string[];
	/** Adds the delivery, or takes what is known of it from the row. */
	saveDelivery(row: DeliveryRow): void;
	/** Those of which something may still come, the oldest first. */
	openDeliveries(): DeliveryRow[];
	/** Forgets those whose time was up before this one. */
	forgetDeliveries(beforeMs: number): void;
	/** Moves the write-ahead log into the database and gives cached memory back: for when nothing else is to do. */
	checkpoint(): void;
	/** May be called again. */
	close(): void;
}
