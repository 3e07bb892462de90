import type { BusClient } from "../client/bus-client.js";
import { lowestEventIdAt } from "../event/event-id.js";

/** The id of the newest event. Before the first it is one that comes before them all, so that a gap behind it shows. */
export async function readHead(bus: BusClient, signal: AbortSignal): Promise<string> {
	const { events } = await bus.query({}, { newest: true, limit: 1, signal });
	return events.at(-1)?.event_id ?? lowestEventIdAt(0);
}
