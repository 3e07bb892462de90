/** One event with its payload, both of a bounded size. */
import type { BusClient } from "../client/bus-client.js";
import type { JsonObject, JsonValue } from "../event/event.js";
import { rawUriOf, toResultEvent } from "./result-event.js";

const MAX_PAYLOAD_BYTES = 64 * 1024;
const PREVIEW_CHARACTERS = 2_000;

interface EventRequest {
	readonly eventId: string;
	readonly signal: AbortSignal;
}

/** @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
export async function readEvent(
	bus: BusClient,
	{ eventId, signal }: EventRequest,
): Promise<{ readonly event: JsonObject; readonly payload: JsonValue }> {
	const { event, payload } = await bus.get(eventId, { signal });
	return { event: toResultEvent(event), payload: toMarker(payload, eventId) ?? payload };
}

/** All of it, whatever its size. @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
export async function readWholeEvent(bus: BusClient, { eventId, signal }: EventRequest): Promise<JsonObject> {
	const { event, payload } = await bus.get(eventId, { signal });
	const { received_at: receivedAt, ...others } = event;
	return { event: { ...others, received_at: String(receivedAt) }, payload };
}

function toMarker(payload: JsonValue, eventId: string): JsonObject | undefined {
	const text = JSON.stringify(payload);
	const bytes = Buffer.byteLength(text);
	if (bytes <= MAX_PAYLOAD_BYTES) return undefined;
	return {
		truncated: true,
		full_size_bytes: bytes,
		preview: text.slice(0, PREVIEW_CHARACTERS),
		raw_uri: rawUriOf(eventId),
	};
}
