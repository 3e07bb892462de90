import type { Database } from "./driver.js";

/** A place in the log: `eventId` orders as `seq` does. */
export interface LogPosition {
	readonly seq: number;
	readonly eventId: string;
}

const SELECT_NEWEST = `
	SELECT seq, event_id AS eventId
	FROM events
	WHERE seq = (
		SELECT MAX(seq)
		FROM events
	)`;

export function findHead(database: Database): LogPosition | undefined {
	const row = database.prepare<LogPosition>(SELECT_NEWEST).get();
	return row && { ...row };
}
