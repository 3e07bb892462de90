/** Runs and jobs as GitHub's API shows them. */
import type { StandInRun } from "../../support/github-stand-in.js";

export const SHA = "a".repeat(40);

const REPOSITORY = { id: 1, name: "app", full_name: "me/app", owner: { login: "me" } };

/** The fake clock begins at this moment. */
const NOW = "2026-01-01T00:00:00Z";

export function toRun(id: number, changes: Readonly<Record<string, unknown>> = {}): StandInRun {
	return {
		id,
		name: "CI",
		event: "push",
		run_number: id,
		run_attempt: 1,
		workflow_id: 3,
		check_suite_id: 1_000 + id,
		head_sha: SHA,
		head_branch: "main",
		status: "in_progress",
		conclusion: null,
		pull_requests: [],
		actor: { login: "me" },
		html_url: `https://github.com/me/app/actions/runs/${id}`,
		created_at: NOW,
		updated_at: NOW,
		run_started_at: NOW,
		repository: REPOSITORY,
		...changes,
	};
}

export function toJob(id: number, runId: number, changes: Readonly<Record<string, unknown>> = {}) {
	return {
		id,
		run_id: runId,
		run_attempt: 1,
		name: `job-${id}`,
		workflow_name: "CI",
		head_sha: SHA,
		head_branch: "main",
		status: "in_progress",
		conclusion: null,
		created_at: NOW,
		started_at: NOW,
		completed_at: null,
		html_url: `https://github.com/me/app/actions/runs/${runId}/job/${id}`,
		...changes,
	};
}

export const SUCCESS = { status: "completed", conclusion: "success" };
export const FAILURE = { status: "completed", conclusion: "failure" };
