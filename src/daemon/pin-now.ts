import type { Bus } from "../bus/bus.js";
import type { Since } from "../event/since.js";

export interface Beginning {
	readonly since: Since;
	/** The newest event at that moment; null while the log is empty. */
	readonly cursor: string | null;
}

/** `now` as the moment of this call: what happens while a source starts belongs to those who have asked already. */
export function pinNow(bus: Bus, since: Since): Beginning {
	const { cursor } = beginHere(bus, since);
	if (since.from !== "now") return { since, cursor };
	return { since: cursor === null ? { from: "start" } : { from: "event", eventId: cursor }, cursor };
}

/** As it is said: `now` is when reading begins. */
export function beginHere(bus: Bus, since: Since): Beginning {
	return { since, cursor: bus.log.headEventId() ?? null };
}
