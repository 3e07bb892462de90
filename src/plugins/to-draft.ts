/** A plugin speaks in its own name: nothing that it emits may pass for another source's. */
import { BusError } from "../errors.js";
import type { EventDraft } from "../event/event.js";
import { toPrintable } from "../event/printable.js";

interface Speaker {
	readonly name: string;
	readonly eventTypes: readonly string[];
}

/** @throws BusError EVENT_INVALID */
export function toDraft(draft: Readonly<Record<string, unknown>>, { name, eventTypes }: Speaker): EventDraft {
	const { source = name, event_type: eventType, delivery_id: deliveryId } = draft;
	if (source !== name) throw refuse("source", source, `"${name}", its own name, or absent`);
	if (typeof eventType !== "string" || !eventTypes.includes(eventType))
		throw refuse("event_type", eventType, `one that its manifest names: ${eventTypes.join(", ")}`);
	// Ids are of the whole log: with another source's, that one's event would count as stored already.
	const own = typeof deliveryId === "string" ? { delivery_id: withPrefix(`${name}:`, deliveryId) } : {};
	// The store's edge checks the rest, as of every emitter.
	return { ...draft, source: name, event_type: eventType, ...own };
}

function withPrefix(prefix: string, text: string): string {
	return text.startsWith(prefix) ? text : prefix + text;
}

function refuse(key: string, found: unknown, wanted: string): BusError {
	const shown = toPrintable(JSON.stringify(found) ?? "missing").slice(0, 60);
	return new BusError("EVENT_INVALID", `Cannot emit event: ${key} is ${shown}, and must be ${wanted}`);
}
