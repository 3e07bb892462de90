/** The event as JSON text and back, with nanoseconds exact although they exceed 2^53. */
import type { BusEvent } from "./event.js";

/** Canonical JSON: `received_at` is a plain integer, and comes before `fields` so that it is found first. */
export function encodeEvent(event: BusEvent): string {
	const { event_id, delivery_id, source, event_type, owner, repo, received_at, summary, fields } = event;
	const head = JSON.stringify({ kind: "event", event_id, delivery_id, source, event_type, owner, repo });
	const tail = JSON.stringify({ summary, fields });
	return `${head.slice(0, -1)},"received_at":${received_at},${tail.slice(1)}`;
}

/** Parses what {@link encodeEvent} wrote. Text from elsewhere goes through parseDraft. */
export function parseEvent(text: string): BusEvent {
	return restoreExactTime(JSON.parse(text), text);
}

/** Puts back the nanoseconds that JSON.parse rounded. `text` holds the event, perhaps inside a frame. */
export function restoreExactTime(parsed: unknown, text: string): BusEvent {
	const event = parsed as { received_at: bigint } & Omit<BusEvent, "received_at">;
	event.received_at = BigInt(RECEIVED_AT.exec(text)?.[1] ?? 0);
	return event;
}

// Inside a JSON string the quotes would be escaped, so this finds keys only; the event's own is the first.
const RECEIVED_AT = /"received_at":\s*(\d+)/;
