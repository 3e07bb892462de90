/** One event with its payload, whole or of a bounded size. */
import type { BusClient } from "../client/bus-client.js";
import type { JsonObject, JsonValue } from "../event/event.js";
import { toShown } from "../event/fence.js";
import { rawUriOf, toResultEvent } from "./result-event.js";

const PREVIEW_CHARACTERS = 2_000;

interface EventRequest {
	readonly eventId: string;
	readonly signal: AbortSignal;
}

/** A larger payload is a marker. @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
export async function readEvent(
	bus: BusClient,
	{ eventId, signal, maxPayloadBytes }: EventRequest & { readonly maxPayloadBytes: number },
): Promise<{ readonly event: JsonObject; readonly payload: JsonValue }> {
	const { event, payload: given } = await bus.get(eventId, { signal });
	const payload = toShown(given);
	const text = JSON.stringify(payload);
	const bytes = Buffer.byteLength(text);
	const marker = {
		truncated: true,
		full_size_bytes: bytes,
		preview: text.slice(0, PREVIEW_CHARACTERS),
		raw_uri: rawUriOf(eventId),
	};
	return { event: toResultEvent(event), payload: bytes <= maxPayloadBytes ? payload : marker };
}

/** All of it, whatever its size. @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
export async function readWholeEvent(bus: BusClient, { eventId, signal }: EventRequest): Promise<JsonObject> {
	const { event, payload } = await bus.get(eventId, { signal });
	const { received_at: receivedAt, ...others } = event;
	return { event: { ...others, received_at: String(receivedAt) }, payload };
}
