import type { Database } from "./driver.js";

const SELECT_ANY_OF_SOURCE = `
	SELECT 1
	FROM events
	WHERE source = :source
	LIMIT 1`;

export function prepareHasSource(database: Database): (source: string) => boolean {
	const select = database.prepare(SELECT_ANY_OF_SOURCE);
	return (source) => select.get({ source }) !== undefined;
}
