import type { DeliveryRow } from "./delivery-row.js";
import type { Database } from "./driver.js";

const SAVE_DELIVERY = `
	INSERT INTO deliveries (
		id, agent, text, context_only, only_door, state, door, reason,
		accepted_at_ms, changed_at_ms, expires_at_ms
	)
	VALUES (
		:id, :agent, :text, :contextOnly, :onlyDoor, :state, :door, :reason,
		:acceptedAtMs, :changedAtMs, :expiresAtMs
	)
	ON CONFLICT (id) DO UPDATE SET
		state = excluded.state,
		door = excluded.door,
		reason = excluded.reason,
		changed_at_ms = excluded.changed_at_ms`;

export function prepareSaveDelivery(database: Database): (row: DeliveryRow) => void {
	const save = database.prepare<never>(SAVE_DELIVERY);
	return ({ isContextOnly, onlyDoor = null, door = null, reason = null, ...row }) => {
		save.run({ ...row, contextOnly: isContextOnly ? 1 : 0, onlyDoor, door, reason });
	};
}
