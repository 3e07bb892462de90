import { ACTIONS } from "./message.js";

interface EventsRange {
	/** Inclusive. */
	readonly sinceNs: bigint;
	/** Inclusive. Without it the answer does not end. */
	readonly untilNs?: bigint;
}

/** The Engine matches actions exactly, but `health_status` by its beginning. */
export function toEventsPath({ sinceNs, untilNs }: EventsRange): string {
	const filters = JSON.stringify({ type: ["container"], event: ACTIONS });
	const until = untilNs === undefined ? {} : { until: toSeconds(untilNs) };
	return `/events?${new URLSearchParams({ since: toSeconds(sinceNs), ...until, filters }).toString()}`;
}

/** `1767225600.000000001`: exact, as the Engine takes it. */
function toSeconds(timeNs: bigint): string {
	const seconds = timeNs / 1_000_000_000n;
	return `${seconds}.${String(timeNs % 1_000_000_000n).padStart(9, "0")}`;
}
