/** Events as results hold them: like everywhere else, but with nanoseconds as text and of a bounded size. */
import type { BusEvent, JsonObject } from "../event/event.js";

/** About 8,000 tokens: clients warn at 10,000 and cut a little later. */
const MAX_PAGE_CHARACTERS = 28_000;
const MAX_EVENT_CHARACTERS = 14_000;

export function toResultEvent({ received_at: receivedAt, ...event }: BusEvent): JsonObject {
	const whole = { ...event, received_at: String(receivedAt) };
	const size = JSON.stringify(whole).length;
	if (size <= MAX_EVENT_CHARACTERS) return whole;
	const { source, event_type, status = null, conclusion = null } = event.fields;
	return {
		...whole,
		fields: { source: source ?? null, event_type: event_type ?? null, status, conclusion },
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
export function fitPage(events: readonly BusEvent[]): readonly JsonObject[] {
	const page: JsonObject[] = [];
	let characters = 0;
	for (const event of events) {
		const shown = toResultEvent(event);
		characters += JSON.stringify(shown).length;
		if (page.length > 0 && characters > MAX_PAGE_CHARACTERS) return page;
		page.push(shown);
	}
	return page;
}
