/** Where reading begins: `now`, `start`, an event id (exclusive), `10m` ago, or a moment in ISO 8601. */
import { BusError } from "../errors.js";
import { parseDurationMs } from "./duration.js";
import { isEventId } from "./event-id.js";

export type Since =
	| { readonly from: "now" }
	| { readonly from: "start" }
	| { readonly from: "event"; readonly eventId: string }
	| { readonly from: "time"; readonly timeMs: number };

const ISO_TIME = /^\d{4}-\d{2}-\d{2}/;

/** @throws BusError USAGE */
export function parseSince(text: string | undefined, nowMs: number): Since {
	if (text === undefined || text === "now") return { from: "now" };
	if (text === "start") return { from: "start" };
	if (isEventId(text)) return { from: "event", eventId: text };
	const timeMs = ISO_TIME.test(text) ? Date.parse(text) : nowMs - durationMs(text);
	if (Number.isNaN(timeMs)) throw refusal(text);
	return { from: "time", timeMs: Math.max(0, timeMs) };
}

function durationMs(text: string): number {
	try {
		return parseDurationMs(text, "since");
	} catch {
		throw refusal(text);
	}
}

function refusal(text: string): BusError {
	return new BusError(
		"USAGE",
		`Cannot read since "${text}": not an event id, a duration, a time or "start"`,
		{
			hint: "Examples: --since 10m, --since start, --since 01J0000000000000000000000A",
		},
	);
}
