/** What the bus says of leases: each claim and each end is an event that can be waited for. */
import type { EventDraft } from "../event/event.js";
import type { LeaseEnd, LeaseInfo } from "../protocol/agent-messages.js";
import { AGENT_SOURCE } from "./agent-events.js";

export function claimedDraft(lease: LeaseInfo): EventDraft {
	const summary = `${lease.holder} holds ${lease.resource}`;
	return leaseDraft(lease, { event_type: "lease_claimed", summary });
}

export function endedDraft(lease: LeaseInfo, end: LeaseEnd): EventDraft {
	const how = { released: "released", expired: "ran out of time for", holder_lost: "died holding" }[end];
	return leaseDraft(lease, {
		event_type: "lease_released",
		summary: `${lease.holder} ${how} ${lease.resource}`,
		fields: { status: "completed", reason: end },
	});
}

function leaseDraft(
	{ resource, token, holder, pid }: LeaseInfo,
	{ event_type, summary, fields = {} }: Pick<EventDraft, "event_type" | "summary" | "fields">,
): EventDraft {
	return {
		source: AGENT_SOURCE,
		event_type,
		delivery_id: `lease:${token}:${event_type}`,
		owner: "local",
		repo: "agents",
		...(summary === undefined ? {} : { summary }),
		fields: { resource, token, holder, pid, ...fields },
	};
}
