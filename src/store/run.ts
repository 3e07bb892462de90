/** Runs of events in commit order: cutting one to size, and merging two. */
import type { StoredEvent } from "./page.js";

/** Every event that was asked for up to `throughSeq`, and none after it. */
export interface Run {
	readonly events: readonly StoredEvent[];
	readonly throughSeq: number;
}

interface RunLimits {
	readonly limit: number;
	readonly maxBytes: number;
}

/** Takes events until a limit is reached; at least one, so that a reader always gets on. */
export function takeRun(
	rows: Iterable<StoredEvent>,
	bounds: RunLimits & { readonly throughSeq: number },
): Run {
	const events: StoredEvent[] = [];
	let bytes = 0;
	let lastSeq = 0;
	for (const { seq, eventId, text } of rows) {
		bytes += Buffer.byteLength(text);
		if (events.length > 0 && bytes > bounds.maxBytes) return { events, throughSeq: lastSeq };
		events.push({ seq, eventId, text });
		lastSeq = seq;
		if (events.length === bounds.limit) return { events, throughSeq: lastSeq };
	}
	return { events, throughSeq: bounds.throughSeq };
}

/** Both runs in order, as far as both are complete. */
export function mergeRuns(one: Run, other: Run, limits: RunLimits): Run {
	const throughSeq = Math.min(one.throughSeq, other.throughSeq);
	const events = [...one.events, ...other.events]
		.filter(({ seq }) => seq <= throughSeq)
		.sort((a, b) => a.seq - b.seq);
	return takeRun(events, { ...limits, throughSeq });
}
