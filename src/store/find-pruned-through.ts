import type { Database } from "./driver.js";
import type { LogPosition } from "./find-head.js";

const SELECT_WATERMARK = `
	SELECT pruned_seq AS seq, pruned_event_id AS eventId
	FROM retention`;

export function findPrunedThrough(database: Database): LogPosition | undefined {
	const row = database.prepare<LogPosition>(SELECT_WATERMARK).get();
	return row && { ...row };
}
