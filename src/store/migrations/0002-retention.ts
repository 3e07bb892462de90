import type { Migration } from "../migrations.js";

/** The newest event that retention ever removed: one row, or none. */
const CREATE_RETENTION = `
	CREATE TABLE retention (
		id INTEGER PRIMARY KEY CHECK (id = 1),
		pruned_seq INTEGER NOT NULL,
		pruned_event_id TEXT NOT NULL
	) STRICT`;

export const retention: Migration = [CREATE_RETENTION];
