import type { Database } from "./driver.js";

const SELECT_AT_OR_BEFORE = `
	SELECT seq
	FROM events
	WHERE event_id <= :eventId
	ORDER BY event_id DESC
	LIMIT 1`;

/** 0 when every event of the log comes after the id. */
export function prepareSeqAtOrBefore(database: Database): (eventId: string) => number {
	const select = database.prepare<{ seq: number }>(SELECT_AT_OR_BEFORE);
	return (eventId) => select.get({ eventId })?.seq ?? 0;
}
