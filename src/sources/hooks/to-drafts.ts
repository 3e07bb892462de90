/** What a hook makes of a body: a CloudEvent as it says itself, anything else as config.toml says. */
import { parseCloudEvent } from "../../event/cloud-event.js";
import type { EventDraft } from "../../event/event.js";
import { parseJsonObject } from "../parse-json-object.js";
import type { WebhookRequest } from "../source.js";
import { applyMapping, toDeliveryId } from "./apply-mapping.js";
import type { Hook } from "./config.js";
import { findCloudEvents } from "./posted-cloud-events.js";

/** Where senders put what stays the same when they send once more. */
const ID_HEADERS = ["webhook-id", "idempotency-key"];

/** @throws BusError EVENT_INVALID */
export function toDrafts(hook: Hook, request: WebhookRequest): readonly EventDraft[] {
	const cloudEvents = findCloudEvents(request);
	if (cloudEvents === undefined) return [fromBody(hook, request)];
	return cloudEvents.map((value, index) => {
		const draft = parseCloudEvent(value, cloudEvents.length === 1 ? "event" : `event ${index + 1}`);
		// A hook that is bound to one source must not use up the delivery ids of another.
		const isBound = draft.delivery_id !== undefined && hook.source !== undefined;
		return applyMapping(
			hook,
			value,
			isBound ? { ...draft, delivery_id: toDeliveryId(hook, draft.delivery_id) } : draft,
		);
	});
}

function fromBody(hook: Hook, { body, headers }: WebhookRequest): EventDraft {
	const payload = parseJsonObject(body);
	const id = ID_HEADERS.map((header) => headers[header]).find((value) => value !== undefined && value !== "");
	const draft = { source: hook.name, event_type: "webhook", payload };
	return applyMapping(
		hook,
		payload,
		id === undefined ? draft : { ...draft, delivery_id: toDeliveryId(hook, id) },
	);
}
