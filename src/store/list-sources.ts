import type { Database } from "./driver.js";

// One seek per source: DISTINCT would read the whole index.
const SELECT_SOURCES = `
	WITH RECURSIVE found (source) AS (
		SELECT MIN(source)
		FROM events
		UNION ALL
		SELECT (
			SELECT MIN(events.source)
			FROM events
			WHERE events.source > found.source
		)
		FROM found
		WHERE found.source IS NOT NULL
	)
	SELECT source
	FROM found
	WHERE source IS NOT NULL`;

export function prepareListSources(database: Database): () => string[] {
	const select = database.prepare<{ source: string }>(SELECT_SOURCES);
	return () => select.all().map(({ source }) => source);
}
