import type { Migration } from "../migrations.js";

/**
 * One row per event. What is matched by equality has a column and an index, and whatever else an event says is in
 * `text`. The daemon numbers `seq` without gaps; `event_id` grows with it, so it orders by time as well.
 */
const CREATE_EVENTS = `
	CREATE TABLE events (
		seq INTEGER PRIMARY KEY,
		event_id TEXT NOT NULL UNIQUE,
		delivery_id TEXT NOT NULL UNIQUE,
		source TEXT NOT NULL,
		event_type TEXT NOT NULL,
		repository TEXT NOT NULL,
		head_sha TEXT,
		run_id TEXT,
		msg_to TEXT,
		msg_correlation_id TEXT,
		received_at INTEGER NOT NULL,
		text TEXT NOT NULL,
		payload TEXT
	) STRICT`;

export const initial: Migration = [
	CREATE_EVENTS,
	"CREATE INDEX events_by_source ON events (source)",
	"CREATE INDEX events_by_event_type ON events (event_type)",
	"CREATE INDEX events_by_repository ON events (repository)",
	"CREATE INDEX events_by_head_sha ON events (head_sha) WHERE head_sha IS NOT NULL",
	"CREATE INDEX events_by_run_id ON events (run_id) WHERE run_id IS NOT NULL",
	"CREATE INDEX events_by_msg_to ON events (msg_to) WHERE msg_to IS NOT NULL",
	`CREATE INDEX events_by_msg_correlation_id ON events (msg_correlation_id)
		WHERE msg_correlation_id IS NOT NULL`,
];
