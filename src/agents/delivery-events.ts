/** What the bus says of deliveries: each state that one comes to. */
import type { EventDraft, JsonObject } from "../event/event.js";
import { AGENT_SOURCE } from "./agent-events.js";
import type { Delivery } from "./delivery.js";

/** Whoever waits for a notice to be told must not take its expiry for that. */
export function deliveryDraft(delivery: Delivery): EventDraft {
	const { delivery: id, agent, state, door, reason, context_only: isContextOnly, text } = delivery;
	return {
		source: AGENT_SOURCE,
		event_type: "agent_delivery",
		owner: "local",
		repo: "agents",
		summary: describe(delivery),
		fields: {
			delivery: id,
			agent,
			delivery_state: state,
			door,
			reason,
			context_only: isContextOnly,
			notice: text,
			...verdictOf(delivery),
		},
	};
}

/** `held: waits for the session's next hook`, for people. */
function describe({ agent, state, door, reason }: Delivery): string {
	const by = door === null || state === "held" || state === "expired" ? "" : ` by ${door}`;
	return `the notice to ${agent} is ${state}${by}${reason === null ? "" : `: ${reason}`}`;
}

function verdictOf({ state }: Delivery): JsonObject {
	switch (state) {
		case "expired":
			return { status: "completed", conclusion: "timed_out" };
		case "delivered":
		case "acted":
			return { status: "completed", conclusion: "success" };
		case "accepted":
		case "held":
		case "written":
			return { status: "in_progress", conclusion: null };
	}
}
