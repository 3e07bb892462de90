/** Events as results hold them: like everywhere else, but with nanoseconds as text and of a bounded size. */
import type { BusEvent, JsonObject } from "../event/event.js";
import { toShown } from "../event/fence.js";
import { fit } from "./fit.js";

export const MAX_EVENT_CHARACTERS = 14_000;

export function toResultEvent(given: BusEvent, maxCharacters = MAX_EVENT_CHARACTERS): JsonObject {
	const { received_at: receivedAt, ...event } = given;
	const whole = toShown({ ...event, received_at: String(receivedAt) });
	const size = JSON.stringify(whole).length;
	if (size <= maxCharacters) return whole;
	const { source, event_type, status = null, conclusion = null } = event.fields;
	return {
		...whole,
		fields: toShown({ source: source ?? null, event_type: event_type ?? null, status, conclusion }),
		truncated: true,
		full_size: size,
		raw_uri: rawUriOf(event.event_id),
	};
}

/** Where a client reads an event with all that belongs to it. */
export function rawUriOf(eventId: string): string {
	return `waitbus://event/${eventId}/raw`;
}

/** As many from the start as fit into one answer. */
export function fitPage(events: readonly BusEvent[], taken = 0): readonly JsonObject[] {
	return fit(
		events.map((event) => toResultEvent(event)),
		taken,
	);
}
