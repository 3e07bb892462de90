/** What the bus says of messages: that they arrived, were read, or expired, and that a pair is stopped. */
import type { BusEvent, EventDraft } from "../event/event.js";
import type { ReceiptState } from "../protocol/mail-messages.js";
import { AGENT_SOURCE } from "./agent-events.js";
import { textOf } from "./letter.js";

/** A sender that waits for its message to be read must not take its expiry for that. */
export function receiptDraft(
	message: BusEvent,
	{ recipient, state }: { readonly recipient: string; readonly state: Exclude<ReceiptState, "accepted"> },
): EventDraft {
	const sender = textOf(message.fields, "msg_from") ?? "someone";
	return {
		source: AGENT_SOURCE,
		event_type: "agent_receipt",
		delivery_id: `receipt:${message.event_id}:${recipient}:${state}`,
		owner: "local",
		repo: "agents",
		summary: describe({ sender, recipient, state }),
		fields: {
			message: message.event_id,
			sender,
			recipient,
			receipt: state,
			msg_correlation_id: message.fields["msg_correlation_id"] ?? null,
			status: "completed",
			...(state === "expired" ? { conclusion: "timed_out" } : {}),
		},
	};
}

export function breakerDraft(from: string, to: string): EventDraft {
	return {
		source: AGENT_SOURCE,
		event_type: "agent_breaker_opened",
		owner: "local",
		repo: "agents",
		summary: `${from} has said too much to ${to}, and is stopped for a while`,
		fields: { from, to, status: "completed", conclusion: "failure" },
	};
}

function describe({
	sender,
	recipient,
	state,
}: {
	readonly sender: string;
	readonly recipient: string;
	readonly state: Exclude<ReceiptState, "accepted">;
}): string {
	switch (state) {
		case "delivered":
			return `${recipient} got a message of ${sender}`;
		case "read":
			return `${recipient} has read a message of ${sender}`;
		case "expired":
			return `a message of ${sender} to ${recipient} expired unread`;
	}
}
