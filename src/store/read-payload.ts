import type { Database } from "./driver.js";

const SELECT_PAYLOAD = `
	SELECT payload
	FROM events
	WHERE seq = :seq`;

export function prepareReadPayload(database: Database): (seq: number) => string | undefined {
	const select = database.prepare<{ payload: string | null }>(SELECT_PAYLOAD);
	return (seq) => select.get({ seq })?.payload ?? undefined;
}
