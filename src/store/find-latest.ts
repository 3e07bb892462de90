/** The newest event of each workflow, or of each job that failed, from an index of its own. */
import type { Database, Statement } from "./driver.js";

type LatestOf = "workflows" | "failed_jobs";

export interface LatestRequest {
	readonly of: LatestOf;
	/** `owner/repo` or `owner/*`, in either case. @default every repository */
	readonly repo?: string | undefined;
}

const IN_REPOSITORIES = `
	AND repository COLLATE NOCASE >= :first
	AND repository COLLATE NOCASE <= :last
	GROUP BY repository COLLATE NOCASE`;

const SELECTS: Readonly<Record<LatestOf, string>> = {
	workflows: `
		SELECT MAX(seq) AS seq
		FROM events INDEXED BY events_of_workflows
		WHERE source = 'github' AND event_type = 'workflow_run'
			${IN_REPOSITORIES}, json_extract(text, '$.fields.workflow_name')`,
	failed_jobs: `
		SELECT MAX(seq) AS seq
		FROM events INDEXED BY events_of_failed_jobs
		WHERE source = 'github' AND event_type = 'workflow_job'
			AND json_extract(text, '$.fields.conclusion')
				IN ('failure', 'timed_out', 'cancelled', 'startup_failure')
			${IN_REPOSITORIES}, json_extract(text, '$.fields.job_id')`,
};

/** Comes after every name that a repository can have. */
const END = "\u{10ffff}";

export type FindLatest = (request: LatestRequest) => readonly number[];

/** @returns A function that gives their seqs, the newest first. */
export function prepareFindLatest(database: Database): FindLatest {
	const prepare = (of: LatestOf): Statement<{ seq: number }> => database.prepare(SELECTS[of]);
	const statements = { workflows: prepare("workflows"), failed_jobs: prepare("failed_jobs") };
	return ({ of, repo }) =>
		statements[of]
			.all(rangeOf(repo))
			.map(({ seq }) => seq)
			.sort((one, other) => other - one);
}

function rangeOf(repo: string | undefined): { readonly first: string; readonly last: string } {
	if (repo === undefined) return { first: "", last: END };
	const owner = repo.endsWith("/*") ? repo.slice(0, -1) : undefined;
	return owner === undefined ? { first: repo, last: repo } : { first: owner, last: owner + END };
}
