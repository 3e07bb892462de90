/** The runs that count, and the jobs of their newest attempts. */
import type { BusEvent } from "../../../event/event.js";
import { numberOf } from "./check-result.js";
import { attemptOf, isFurtherOn, keepNewest } from "./newest.js";

/** One for each workflow and trigger: a newer run of the same replaces it, as `gh pr checks` has it. */
export function listCurrentRuns(events: readonly BusEvent[]): readonly BusEvent[] {
	const runs = keepNewest(events.filter(isOfType("workflow_run")), runIdOf, isFurtherOn);
	return keepNewest(runs, toWorkflowKey, (run, known) => (runIdOf(run) ?? 0) > (runIdOf(known) ?? 0));
}

/** Of each name the newest attempt: a re-run of failed jobs leaves the results of the others as they are. */
export function listCurrentJobs(
	events: readonly BusEvent[],
	superseded: ReadonlySet<number>,
): readonly BusEvent[] {
	const told = keepNewest(events.filter(isOfType("workflow_job")), jobIdOf, isFurtherOn);
	const ids = new Set(told.map(jobIdOf));
	// Who subscribed to checks alone hears of jobs as checks.
	const checks = keepNewest(events.filter(isJobCheck), jobIdOf, isFurtherOn).filter(
		(check) => !ids.has(jobIdOf(check)),
	);
	const jobs = [...told, ...checks].filter((job) => !superseded.has(parentOf(job) ?? 0));
	const newestAttempts = new Map<string, number>();
	for (const job of jobs) {
		const key = toNameKey(job);
		newestAttempts.set(key, Math.max(newestAttempts.get(key) ?? 0, attemptOf(job)));
	}
	return jobs.filter((job) => attemptOf(job) === newestAttempts.get(toNameKey(job)));
}

/** A check of GitHub Actions is one of its jobs. */
export function isJobCheck({ event_type, fields }: BusEvent): boolean {
	return (
		event_type === "check_run" &&
		(fields["app"] === "github-actions" || numberOf(fields["parent_run_id"]) !== undefined)
	);
}

export function isOfType(eventType: string): (event: BusEvent) => boolean {
	return (event) => event.event_type === eventType;
}

export function runIdOf({ fields }: BusEvent): number | undefined {
	return numberOf(fields["run_id"]);
}

export function parentOf({ fields }: BusEvent): number | undefined {
	return numberOf(fields["parent_run_id"]);
}

function jobIdOf({ fields }: BusEvent): number | undefined {
	return numberOf(fields["job_id"]) ?? numberOf(fields["check_id"]);
}

function toWorkflowKey({ fields }: BusEvent): string {
	const { head_sha: sha, workflow_id: id, workflow_name: name, trigger } = fields;
	return JSON.stringify([sha, id ?? name, trigger]);
}

function toNameKey(job: BusEvent): string {
	return JSON.stringify([parentOf(job), job.fields["check_name"]]);
}
