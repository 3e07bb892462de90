/** What events tell of agents, whoever publishes them; listened to only while an agent is here. */
import { SIGHTING_TYPES } from "../../agents/state-of-event.js";
import type { Bus } from "../../bus/bus.js";
import type { Subscription } from "../../bus/subscription.js";
import type { BusEvent } from "../../event/event.js";
import { compileMatchers } from "../../event/matcher/compile-matcher.js";

export interface Sightings {
	/** Does nothing when it listens already. */
	start(): void;
	stop(): void;
}

export async function createSightings(bus: Bus, onEvent: (event: BusEvent) => void): Promise<Sightings> {
	const matcher = await compileMatchers({ match: SIGHTING_TYPES.map((type) => `event_type=${type}`) });
	let subscription: Subscription | undefined;
	return {
		start: () => {
			subscription ??= bus.subscribe(
				[matcher],
				{ from: "now" },
				{
					isFull: () => false,
					deliver: ({ event }) => onEvent(event),
					gap: () => undefined,
					caughtUp: () => undefined,
				},
			);
		},
		stop: () => {
			subscription?.close();
			subscription = undefined;
		},
	};
}
