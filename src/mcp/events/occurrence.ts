import type { BusEvent, JsonObject } from "../../event/event.js";
import { fence } from "../../event/fence.js";
import { toResultEvent } from "../result-event.js";

const MAX_DATA_CHARACTERS = 64 * 1024;

/** An event as the extension shows it: our id is its id, and what others wrote is fenced. */
export function toOccurrence(name: string, event: BusEvent): JsonObject {
	return {
		eventId: event.event_id,
		name,
		timestamp: new Date(Number(BigInt(event.received_at) / 1_000_000n)).toISOString(),
		data: fence(toResultEvent(event, MAX_DATA_CHARACTERS)).structured,
	};
}
