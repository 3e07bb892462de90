import type { Database } from "./driver.js";

const SELECT_NEWEST_OF_SOURCE = `
	SELECT event_id AS eventId
	FROM events
	WHERE source = :source
	ORDER BY seq DESC
	LIMIT 1`;

export function prepareFindNewestOfSource(database: Database): (source: string) => string | undefined {
	const select = database.prepare<{ eventId: string }>(SELECT_NEWEST_OF_SOURCE);
	return (source) => select.get({ source })?.eventId;
}
