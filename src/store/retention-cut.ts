/** Where retention cuts the log: the newest event that the policy no longer keeps. */
import { lowestEventIdAt } from "../event/event-id.js";
import { type DatabasePages, prepareReadPages } from "./database-pages.js";
import type { Database } from "./driver.js";
import { prepareSeqAtOrBefore } from "./find-seq-at-or-before.js";

/** What is absent is not limited. */
export interface RetentionPolicy {
	readonly maxAgeMs?: number | undefined;
	readonly maxRows?: number | undefined;
	/** Of the database file. */
	readonly maxBytes?: number | undefined;
}

interface LogExtent {
	readonly oldestSeq: number;
	readonly headSeq: number;
}

export type FindCut = (policy: RetentionPolicy, nowMs: number, extent: LogExtent) => number;

/** The seq to remove through; below `oldestSeq` when there is nothing to remove. */
export function prepareFindCut(database: Database): FindCut {
	const seqAtOrBefore = prepareSeqAtOrBefore(database);
	const readPages = prepareReadPages(database);
	return ({ maxAgeMs, maxRows, maxBytes }, nowMs, extent) =>
		Math.max(
			maxAgeMs === undefined ? 0 : seqAtOrBefore(lowestEventIdAt(Math.max(0, nowMs - maxAgeMs))),
			maxRows === undefined ? 0 : extent.headSeq - maxRows,
			maxBytes === undefined ? 0 : cutForSize(readPages(), maxBytes, extent),
		);
}

/** As many rows as the excess holds on average: too few at first, and exact after some slices. */
function cutForSize({ pageBytes, total, free }: DatabasePages, maxBytes: number, extent: LogExtent): number {
	const usedBytes = (total - free) * pageBytes;
	if (usedBytes <= maxBytes) return 0;
	const rows = extent.headSeq - extent.oldestSeq + 1;
	const excess = Math.ceil((rows * (usedBytes - maxBytes)) / usedBytes);
	return extent.oldestSeq + excess - 1;
}
