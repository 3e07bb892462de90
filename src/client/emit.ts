/** Emitting: the drafts as the wire has them, and the answer to each. */
import { BusError } from "../errors.js";
import type { EventDraft } from "../event/event.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import type { EmitResult } from "../protocol/messages.js";
import type { DeliveryIdGenerator } from "./delivery-id.js";
import type { Link } from "./link.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type { EmitResult } from "../protocol/messages.js";

export interface Emitter {
	readonly link: Link;
	readonly deliveryIds: DeliveryIdGenerator;
}

export async function emitBatch(
	{ link, deliveryIds }: Emitter,
	drafts: readonly EventDraft[],
	signal?: AbortSignal,
): Promise<readonly EmitResult[]> {
	if (drafts.length === 0) return [];
	if (drafts.length > MAX_BATCH_EVENTS) {
		const message = `Cannot emit ${drafts.length} events at once: ${MAX_BATCH_EVENTS} are allowed`;
		throw new BusError("EVENT_INVALID", message, { hint: "Emit them in several batches" });
	}
	// It may be repeated: the delivery ids make the second one a no-op.
	const events = drafts.map((draft) => toWireDraft(draft, deliveryIds));
	const reply = await link.request({ op: "emit", events }, signal);
	if (reply.op !== "ack") throw unexpectedReply(reply, "an emit");
	return reply.results;
}

function toWireDraft(draft: EventDraft, deliveryIds: DeliveryIdGenerator): unknown {
	const { received_at, delivery_id = deliveryIds.next(Date.now()) } = draft;
	// JSON has no way to write a bigint; the daemon takes its digits.
	return received_at === undefined
		? { ...draft, delivery_id }
		: { ...draft, delivery_id, received_at: String(received_at) };
}
