/** Matching events of a stretch of the log, a page a turn so that others are served in between. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";

export interface Stretch {
	readonly afterSeq: number;
	readonly throughSeq: number;
}

const FIRST_SPAN = 512;
const SPAN_GROWTH = 4;

/** Oldest first. No matcher means every event. */
export async function* readMatching(
	bus: Bus,
	matcher: CompiledMatcher | undefined,
	{ afterSeq, throughSeq }: Stretch,
): AsyncGenerator<CommittedEvent> {
	const matchers = matcher === undefined ? [] : [matcher];
	let cursor = afterSeq;
	while (cursor < throughSeq) {
		const page = bus.log.readAfter(cursor, matchers);
		for (const committed of page.events) {
			if (committed.seq > throughSeq) return;
			if (matcher === undefined || matcher.matches(committed.event, committed.payload)) yield committed;
		}
		if (page.isEnd) return;
		cursor = page.nextSeq;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/**
 * The last `limit` matching events, oldest first.
 * Reads backwards in growing stretches: the last ones lie near the end, however long the log is.
 */
export async function readNewest(
	bus: Bus,
	matcher: CompiledMatcher | undefined,
	{ afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<readonly CommittedEvent[]> {
	let found: readonly CommittedEvent[] = [];
	let throughSeq = bus.log.headSeq();
	for (let span = FIRST_SPAN; throughSeq > afterSeq && found.length < limit; span *= SPAN_GROWTH) {
		const startSeq = Math.max(afterSeq, throughSeq - span);
		const last = await collectLast(readMatching(bus, matcher, { afterSeq: startSeq, throughSeq }), limit);
		found = [...last, ...found].slice(-limit);
		throughSeq = startSeq;
	}
	return found;
}

async function collectLast(events: AsyncIterable<CommittedEvent>, limit: number): Promise<readonly CommittedEvent[]> {
	let last: CommittedEvent[] = [];
	for await (const event of events) {
		last.push(event);
		if (last.length >= 2 * limit) last = last.slice(-limit);
	}
	return last.slice(-limit);
}
