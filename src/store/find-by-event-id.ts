import type { Database } from "./driver.js";
import type { FindEvent, StoredEvent } from "./page.js";

const SELECT_BY_EVENT_ID = `
	SELECT seq, event_id AS eventId, text
	FROM events
	WHERE event_id = :eventId`;

export function prepareFindByEventId(database: Database): FindEvent {
	const select = database.prepare<StoredEvent>(SELECT_BY_EVENT_ID);
	return (eventId) => {
		const row = select.get({ eventId });
		return row && { ...row };
	};
}
