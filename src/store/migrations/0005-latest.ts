import type { Migration } from "../migrations.js";

/** The newest of each workflow and of each job that failed, without reading the log: few rows are in these indexes. */
export const latest: Migration = [
	`CREATE INDEX events_of_workflows
		ON events (repository COLLATE NOCASE, json_extract(text, '$.fields.workflow_name'))
		WHERE source = 'github' AND event_type = 'workflow_run'`,
	`CREATE INDEX events_of_failed_jobs
		ON events (repository COLLATE NOCASE, json_extract(text, '$.fields.job_id'))
		WHERE source = 'github' AND event_type = 'workflow_job'
			AND json_extract(text, '$.fields.conclusion')
				IN ('failure', 'timed_out', 'cancelled', 'startup_failure')`,
];
