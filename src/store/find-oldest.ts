import type { Database } from "./driver.js";
import type { LogPosition } from "./find-head.js";

const SELECT_OLDEST = `
	SELECT seq, event_id AS eventId
	FROM events
	WHERE seq = (
		SELECT MIN(seq)
		FROM events
	)`;

export function prepareFindOldest(database: Database): () => LogPosition | undefined {
	const select = database.prepare<LogPosition>(SELECT_OLDEST);
	return () => {
		const row = select.get();
		return row && { ...row };
	};
}
