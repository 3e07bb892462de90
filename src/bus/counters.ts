/** What the bus has done since it started, as plain numbers: they are counted on the hot path. */

/** Upper bounds of the buckets that commits are counted in, in seconds. */
export const COMMIT_BUCKETS_SECONDS = [
	0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1,
] as const;

// Anybody may emit as any source, and every one of them would stay in memory and in each scrape.
const MAX_SOURCES = 100;
const OTHER_SOURCES = "other";

export class BusCounters {
	/** Events handed to subscriptions and waits. */
	delivered = 0;
	/** Events whose delivery id was there already. */
	duplicates = 0;
	readonly committedBySource = new Map<string, number>();
	/** Commits by duration: one count for each bucket, the last for all that took longer. */
	readonly commitsByBucket: number[] = Array.from({ length: COMMIT_BUCKETS_SECONDS.length + 1 }, () => 0);
	commitSecondsSum = 0;

	addCommitted(source: string): void {
		const known = this.committedBySource.get(source);
		if (known !== undefined) this.committedBySource.set(source, known + 1);
		else if (this.committedBySource.size < MAX_SOURCES) this.committedBySource.set(source, 1);
		else this.committedBySource.set(OTHER_SOURCES, (this.committedBySource.get(OTHER_SOURCES) ?? 0) + 1);
	}

	addCommit(durationMs: number): void {
		const seconds = durationMs / 1_000;
		const found = COMMIT_BUCKETS_SECONDS.findIndex((bound) => seconds <= bound);
		const bucket = found === -1 ? COMMIT_BUCKETS_SECONDS.length : found;
		this.commitsByBucket[bucket] = (this.commitsByBucket[bucket] ?? 0) + 1;
		this.commitSecondsSum += seconds;
	}
}
