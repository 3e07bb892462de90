import type { DeliveryRow } from "./delivery-row.js";
import type { Database } from "./driver.js";

const SELECT_OPEN_DELIVERIES = `
	SELECT
		id,
		agent,
		text,
		context_only AS contextOnly,
		only_door AS onlyDoor,
		state,
		door,
		reason,
		accepted_at_ms AS acceptedAtMs,
		changed_at_ms AS changedAtMs,
		expires_at_ms AS expiresAtMs
	FROM deliveries
	WHERE state NOT IN ('acted', 'expired')
	ORDER BY accepted_at_ms, rowid`;

type Selected = Omit<DeliveryRow, "isContextOnly" | "onlyDoor" | "door" | "reason"> & {
	readonly contextOnly: number;
	readonly onlyDoor: string | null;
	readonly door: string | null;
	readonly reason: string | null;
};

export function prepareOpenDeliveries(database: Database): () => DeliveryRow[] {
	const select = database.prepare<Selected>(SELECT_OPEN_DELIVERIES);
	return () => select.all().map(toRow);
}

function toRow({ contextOnly, onlyDoor, door, reason, ...row }: Selected): DeliveryRow {
	return {
		...row,
		isContextOnly: contextOnly === 1,
		onlyDoor: onlyDoor ?? undefined,
		door: door ?? undefined,
		reason: reason ?? undefined,
	};
}
