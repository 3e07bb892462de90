/** Removes the oldest events, a slice at a time, so that whoever waits for the daemon waits shortly. */
import { type DatabasePages, prepareReadPages } from "./database-pages.js";
import type { Database, Statement } from "./driver.js";
import type { LogPosition } from "./find-head.js";
import { prepareFindOldest } from "./find-oldest.js";
import { findPrunedThrough } from "./find-pruned-through.js";
import { type FindCut, prepareFindCut, type RetentionPolicy } from "./retention-cut.js";
import { prepareTransaction, type Transact } from "./transaction.js";

interface PruneRequest {
	readonly policy: RetentionPolicy;
	readonly nowMs: number;
	/** Most events to remove in this call. */
	readonly maxRows: number;
	readonly headSeq: number;
}

export interface PruneResult {
	readonly removed: number;
	/** True when another call would find nothing to do. */
	readonly isDone: boolean;
}

const SET_WATERMARK = `
	INSERT INTO retention (id, pruned_seq, pruned_event_id)
	SELECT 1, seq, event_id
	FROM events
	WHERE seq <= :throughSeq
	ORDER BY seq DESC
	LIMIT 1
	ON CONFLICT (id) DO UPDATE
	SET pruned_seq = excluded.pruned_seq, pruned_event_id = excluded.pruned_event_id`;

const DELETE_THROUGH = `
	DELETE FROM events
	WHERE seq <= :throughSeq`;

// Free pages are used again by the next events, so only what they will not need goes back.
const MIN_FREE_PAGES = 1_024;
const MAX_FREE_SHARE = 1 / 8;
const GIVE_BACK_PAGES = "PRAGMA incremental_vacuum (512)";

export class Pruner {
	readonly #database: Database;
	readonly #transact: Transact;
	readonly #setWatermark: Statement<never>;
	readonly #deleteThrough: Statement<never>;
	readonly #findOldest: () => LogPosition | undefined;
	readonly #findCut: FindCut;
	readonly #readPages: () => DatabasePages;
	#prunedThrough: LogPosition | undefined;

	constructor(database: Database) {
		this.#database = database;
		this.#transact = prepareTransaction(database);
		this.#setWatermark = database.prepare(SET_WATERMARK);
		this.#deleteThrough = database.prepare(DELETE_THROUGH);
		this.#findOldest = prepareFindOldest(database);
		this.#findCut = prepareFindCut(database);
		this.#readPages = prepareReadPages(database);
		this.#prunedThrough = findPrunedThrough(database);
	}

	/** The newest event that was ever removed. */
	get prunedThrough(): LogPosition | undefined {
		return this.#prunedThrough;
	}

	prune(request: PruneRequest): PruneResult {
		const { oldestSeq, cutSeq } = this.#findWork(request);
		const removed = cutSeq < oldestSeq ? 0 : this.#remove(Math.min(cutSeq, oldestSeq + request.maxRows - 1));
		if (this.#hasPagesToGiveBack()) this.#database.exec(GIVE_BACK_PAGES);
		const left = this.#findWork(request);
		return { removed, isDone: left.cutSeq < left.oldestSeq && !this.#hasPagesToGiveBack() };
	}

	#findWork({ policy, nowMs, headSeq }: PruneRequest): {
		readonly oldestSeq: number;
		readonly cutSeq: number;
	} {
		const oldestSeq = this.#findOldest()?.seq;
		if (oldestSeq === undefined) return { oldestSeq: headSeq + 1, cutSeq: headSeq };
		return { oldestSeq, cutSeq: this.#findCut(policy, nowMs, { oldestSeq, headSeq }) };
	}

	/** The watermark moves with the removal, so no gap is ever silent. */
	#remove(throughSeq: number): number {
		const removed = this.#transact(() => {
			this.#setWatermark.run({ throughSeq });
			return Number(this.#deleteThrough.run({ throughSeq }).changes);
		});
		this.#prunedThrough = findPrunedThrough(this.#database);
		return removed;
	}

	#hasPagesToGiveBack(): boolean {
		const { total, free } = this.#readPages();
		return free > Math.max(MIN_FREE_PAGES, total * MAX_FREE_SHARE);
	}
}
