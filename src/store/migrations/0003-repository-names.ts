import type { Migration } from "../migrations.js";

/** Forges take the names of owners and repositories in either case. */
export const repositoryNames: Migration = [
	"DROP INDEX events_by_repository",
	"CREATE INDEX events_by_repository ON events (repository COLLATE NOCASE)",
];
