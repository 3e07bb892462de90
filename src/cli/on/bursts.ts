/** Gathers occurrences that follow each other closely into one. */
import { Deadline } from "../../client/deadline.js";
import type { Occurrence } from "./occurrences.js";

export interface Burst {
	/** The last of them. */
	readonly occurrence: Occurrence;
	/** How many events it stands for. */
	readonly count: number;
	/** To be called once the burst has been dealt with. */
	readonly release: () => void;
}

export interface GatherOptions {
	/** A burst is over when nothing came for so long. @default each occurrence is a burst of its own */
	readonly debounceMs: number | undefined;
	/** Called when a burst begins; what it returns becomes the burst's `release`. */
	readonly hold: () => () => void;
}

/** Without `debounceMs` an occurrence is asked for only when a burst is: until then the log keeps it. */
export async function* gatherBursts(
	occurrences: AsyncIterator<Occurrence>,
	options: GatherOptions,
): AsyncGenerator<Burst> {
	const { debounceMs, hold } = options;
	let next = pull(occurrences);
	for (;;) {
		const first = await next;
		if (first.done === true) return;
		const release = hold();
		let [occurrence, count] = [first.value, countOf(first.value)];
		if (debounceMs === undefined || isEnd(occurrence)) {
			yield { occurrence, count, release };
			if (isEnd(occurrence)) return;
			next = pull(occurrences);
			continue;
		}
		next = pull(occurrences);
		for (
			let more = await within(next, debounceMs);
			more !== undefined;
			more = await within(next, debounceMs)
		) {
			occurrence = more;
			count += countOf(more);
			next = pull(occurrences);
		}
		yield { occurrence, count, release };
	}
}

/** An `unless` clause has matched: nothing more is to be waited for. */
export function isEnd({ reason }: Occurrence): boolean {
	return reason === "unless";
}

function countOf({ event }: Occurrence): number {
	return event === undefined ? 0 : 1;
}

/** Asks for the next one; a failure is seen by whoever awaits it, if anybody still does. */
export function pull<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
	const next = iterator.next();
	next.catch(() => undefined);
	return next;
}

/** The next occurrence of the burst. An end and a failure are left for the next burst to find. */
async function within(
	next: Promise<IteratorResult<Occurrence>>,
	debounceMs: number,
): Promise<Occurrence | undefined> {
	const quiet = new Deadline(debounceMs);
	const result = await Promise.race([next.catch(() => undefined), quiet.passed]);
	quiet.cancel();
	return result === undefined || result.done === true || isEnd(result.value) ? undefined : result.value;
}
