import type { Database } from "./driver.js";

const DELETE_OLD_DELIVERIES = `
	DELETE FROM deliveries
	WHERE expires_at_ms < :beforeMs`;

export function prepareForgetDeliveries(database: Database): (beforeMs: number) => void {
	const forget = database.prepare<never>(DELETE_OLD_DELIVERIES);
	return (beforeMs) => void forget.run({ beforeMs });
}
