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
 * The seq after which the last `limit` matching events lie.
 * Reads backwards in growing stretches: they lie near the end, however long the log is.
 */
export async function seqBeforeNewest(
	bus: Bus,
	matcher: CompiledMatcher | undefined,
	{ afterSeq, throughSeq, limit }: Stretch & { readonly limit: number },
): Promise<number> {
	let missing = limit;
	let endSeq = throughSeq;
	for (let span = FIRST_SPAN; endSeq > afterSeq; span *= SPAN_GROWTH) {
		const startSeq = Math.max(afterSeq, endSeq - span);
		const seqs = await collectLastSeqs(
			readMatching(bus, matcher, { afterSeq: startSeq, throughSeq: endSeq }),
			missing,
		);
		const [first] = seqs;
		if (first !== undefined && seqs.length === missing) return first - 1;
		missing -= seqs.length;
		endSeq = startSeq;
	}
	return afterSeq;
}

/** The last `limit` matching events of the log, oldest first. */
export async function readNewest(
	bus: Bus,
	matcher: CompiledMatcher | undefined,
	{ afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<readonly CommittedEvent[]> {
	const throughSeq = bus.log.headSeq();
	const startSeq = await seqBeforeNewest(bus, matcher, { afterSeq, throughSeq, limit });
	const found: CommittedEvent[] = [];
	for await (const committed of readMatching(bus, matcher, { afterSeq: startSeq, throughSeq }))
		found.push(committed);
	return found;
}

async function collectLastSeqs(
	events: AsyncIterable<CommittedEvent>,
	limit: number,
): Promise<readonly number[]> {
	let last: number[] = [];
	for await (const { seq } of events) {
		last.push(seq);
		if (last.length >= 2 * limit) last = last.slice(-limit);
	}
	return last.slice(-limit);
}
