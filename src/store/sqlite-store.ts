/** The store over one connection, which it holds open: statements alone would not. */
import { EventAppender, type AppendResult, type EventRow } from "./append-events.js";
import { checkpoint, checkpointForClose } from "./checkpoint.js";
import { type Durability, setDurability } from "./configure-database.js";
import type { DeliveryRow } from "./delivery-row.js";
import type { Database } from "./driver.js";
import { prepareFindByDeliveryId } from "./find-by-delivery-id.js";
import { prepareFindByEventId } from "./find-by-event-id.js";
import { prepareForgetDeliveries } from "./forget-deliveries.js";
import { findHead, type LogPosition } from "./find-head.js";
import { type FindLatest, type LatestRequest, prepareFindLatest } from "./find-latest.js";
import { prepareSeqAtOrBefore } from "./find-seq-at-or-before.js";
import { prepareFindNewestOfSource } from "./find-newest-of-source.js";
import { prepareListSources } from "./list-sources.js";
import { prepareOpenDeliveries } from "./open-deliveries.js";
import type { EventPage, FindEvent, PageRequest, StoredEvent } from "./page.js";
import { Pruner, type PruneResult } from "./prune-events.js";
import { PageReader } from "./read-after.js";
import { prepareReadPayload } from "./read-payload.js";
import { prepareSaveDelivery } from "./save-delivery.js";
import { readStatistics, type StoreStatistics } from "./read-statistics.js";
import type { RetentionPolicy } from "./retention-cut.js";
import type { Store } from "./store.js";
import { toStoreError } from "./store-error.js";

export class SqliteStore implements Store {
	readonly #database: Database;
	readonly #path: string;
	readonly #appender: EventAppender;
	readonly #pages: PageReader;
	readonly #pruner: Pruner;
	readonly #findByEventId: FindEvent;
	readonly #findByDeliveryId: FindEvent;
	readonly #readPayload: (seq: number) => string | undefined;
	readonly #seqAtOrBefore: (eventId: string) => number;
	readonly #findNewestOfSource: (source: string) => string | undefined;
	readonly #findLatest: FindLatest;
	readonly #listSources: () => string[];
	readonly #saveDelivery: (row: DeliveryRow) => void;
	readonly #openDeliveries: () => DeliveryRow[];
	readonly #forgetDeliveries: (beforeMs: number) => void;

	constructor(database: Database, path: string) {
		this.#database = database;
		this.#path = path;
		this.#pruner = new Pruner(database);
		this.#appender = new EventAppender(database, findHead(database) ?? this.#pruner.prunedThrough);
		this.#pages = new PageReader(database);
		this.#findByEventId = prepareFindByEventId(database);
		this.#findByDeliveryId = prepareFindByDeliveryId(database);
		this.#readPayload = prepareReadPayload(database);
		this.#seqAtOrBefore = prepareSeqAtOrBefore(database);
		this.#findNewestOfSource = prepareFindNewestOfSource(database);
		this.#findLatest = prepareFindLatest(database);
		this.#listSources = prepareListSources(database);
		this.#saveDelivery = prepareSaveDelivery(database);
		this.#openDeliveries = prepareOpenDeliveries(database);
		this.#forgetDeliveries = prepareForgetDeliveries(database);
	}

	append(rows: readonly EventRow[]): AppendResult[] {
		return this.#attempt("append to", () => this.#appender.append(rows));
	}

	readAfter(request: PageRequest): EventPage {
		return this.#attempt("read", () => this.#pages.readAfter(request, this.head()?.seq ?? 0));
	}

	findByEventId(eventId: string): StoredEvent | undefined {
		return this.#attempt("read", () => this.#findByEventId(eventId));
	}

	findByDeliveryId(deliveryId: string): StoredEvent | undefined {
		return this.#attempt("read", () => this.#findByDeliveryId(deliveryId));
	}

	readPayload(seq: number): string | undefined {
		return this.#attempt("read", () => this.#readPayload(seq));
	}

	seqAtOrBefore(eventId: string): number {
		return this.#attempt("read", () => this.#seqAtOrBefore(eventId));
	}

	head(): LogPosition | undefined {
		return this.#appender.head;
	}

	prunedThrough(): LogPosition | undefined {
		return this.#pruner.prunedThrough;
	}

	prune(policy: RetentionPolicy, nowMs: number, { maxRows }: { readonly maxRows: number }): PruneResult {
		const headSeq = this.head()?.seq ?? 0;
		return this.#attempt("prune", () => this.#pruner.prune({ policy, nowMs, maxRows, headSeq }));
	}

	statistics(): StoreStatistics {
		return this.#attempt("read", () => readStatistics(this.#database, this.#path));
	}

	setDurability(durability: Durability): void {
		this.#attempt("configure", () => setDurability(this.#database, durability));
	}

	newestOf(source: string): string | undefined {
		return this.#attempt("read", () => this.#findNewestOfSource(source));
	}

	latest(request: LatestRequest): readonly number[] {
		return this.#attempt("read", () => this.#findLatest(request));
	}

	knownSources(): string[] {
		return this.#attempt("read", () => this.#listSources());
	}

	saveDelivery(row: DeliveryRow): void {
		this.#attempt("write to", () => this.#saveDelivery(row));
	}

	openDeliveries(): DeliveryRow[] {
		return this.#attempt("read", () => this.#openDeliveries());
	}

	forgetDeliveries(beforeMs: number): void {
		this.#attempt("prune", () => this.#forgetDeliveries(beforeMs));
	}

	checkpoint(): void {
		this.#attempt("checkpoint", () => checkpoint(this.#database));
	}

	close(): void {
		if (!this.#database.isOpen) return;
		try {
			// Not every driver ends its statements, and SQLite moves nothing while one is left.
			checkpointForClose(this.#database);
		} catch {
			// A full disk loses nothing: the next open goes on from the write-ahead log.
		} finally {
			this.#database.close();
		}
	}

	#attempt<Result>(action: string, work: () => Result): Result {
		try {
			return work();
		} catch (error) {
			throw toStoreError(error, action, this.#path);
		}
	}
}
