import type { Database } from "./driver.js";
import type { FindEvent, StoredEvent } from "./page.js";

const SELECT_BY_DELIVERY_ID = `
	SELECT seq, event_id AS eventId, text
	FROM events
	WHERE delivery_id = :deliveryId`;

export function prepareFindByDeliveryId(database: Database): FindEvent {
	const select = database.prepare<StoredEvent>(SELECT_BY_DELIVERY_ID);
	return (deliveryId) => {
		const row = select.get({ deliveryId });
		return row && { ...row };
	};
}
