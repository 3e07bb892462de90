/** How the pages of the database file are used. */
import type { Database } from "./driver.js";

export interface DatabasePages {
	readonly pageBytes: number;
	readonly total: number;
	/** Freed by retention, and not yet given back to the file system. */
	readonly free: number;
}

export function prepareReadPages(database: Database): () => DatabasePages {
	const size = database.prepare<{ page_size: number }>("PRAGMA page_size");
	const total = database.prepare<{ page_count: number }>("PRAGMA page_count");
	const free = database.prepare<{ freelist_count: number }>("PRAGMA freelist_count");
	return () => ({
		pageBytes: size.get()?.page_size ?? 0,
		total: total.get()?.page_count ?? 0,
		free: free.get()?.freelist_count ?? 0,
	});
}
