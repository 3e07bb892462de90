import type { Migration } from "../migrations.js";

/** One row for each notice to an agent, until it has expired in any case. */
const CREATE_DELIVERIES = `
	CREATE TABLE deliveries (
		id TEXT PRIMARY KEY,
		agent TEXT NOT NULL,
		text TEXT NOT NULL,
		context_only INTEGER NOT NULL,
		only_door TEXT,
		state TEXT NOT NULL,
		door TEXT,
		reason TEXT,
		accepted_at_ms INTEGER NOT NULL,
		changed_at_ms INTEGER NOT NULL,
		expires_at_ms INTEGER NOT NULL
	) STRICT`;

export const deliveries: Migration = [
	CREATE_DELIVERIES,
	`CREATE INDEX deliveries_that_go_on ON deliveries (accepted_at_ms)
		WHERE state NOT IN ('acted', 'expired')`,
	"CREATE INDEX deliveries_by_expires_at_ms ON deliveries (expires_at_ms)",
];
