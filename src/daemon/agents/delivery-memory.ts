/** The deliveries as the database keeps them. */
import type { Delivery } from "../../agents/delivery.js";
import type { DeliveryMemory } from "../../agents/delivery-book.js";
import { DELIVERY_STATES } from "../../protocol/delivery-messages.js";
import type { DeliveryRow, Store } from "../../store/store.js";

const KEPT_MS = 24 * 3_600_000;

/** Forgets those whose time was up a day ago. */
export function createDeliveryMemory(
	store: Pick<Store, "saveDelivery" | "openDeliveries" | "forgetDeliveries">,
	nowMs: () => number,
): DeliveryMemory {
	return {
		open: () => {
			const deliveries = store.openDeliveries().flatMap(toDelivery);
			store.forgetDeliveries(nowMs() - KEPT_MS);
			return deliveries;
		},
		save: (delivery) => {
			store.saveDelivery(toRow(delivery));
			if (delivery.state === "acted" || delivery.state === "expired")
				store.forgetDeliveries(nowMs() - KEPT_MS);
		},
	};
}

function toRow(delivery: Delivery): DeliveryRow {
	return {
		id: delivery.delivery,
		agent: delivery.agent,
		text: delivery.text,
		isContextOnly: delivery.context_only,
		onlyDoor: delivery.only_door ?? undefined,
		state: delivery.state,
		door: delivery.door ?? undefined,
		reason: delivery.reason ?? undefined,
		acceptedAtMs: delivery.accepted_at_ms,
		changedAtMs: delivery.changed_at_ms,
		expiresAtMs: delivery.expires_at_ms,
	};
}

function toDelivery(row: DeliveryRow): readonly Delivery[] {
	const state = DELIVERY_STATES.find((known) => known === row.state);
	if (state === undefined) return [];
	return [
		{
			delivery: row.id,
			agent: row.agent,
			text: row.text,
			context_only: row.isContextOnly,
			only_door: row.onlyDoor ?? null,
			state,
			door: row.door ?? null,
			reason: row.reason ?? null,
			accepted_at_ms: row.acceptedAtMs,
			changed_at_ms: row.changedAtMs,
			expires_at_ms: row.expiresAtMs,
		},
	];
}
