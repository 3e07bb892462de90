/** What counts now of all that was said: superseded runs, attempts and reports are left out. */
import type { BusEvent } from "../../../event/event.js";
import type { CheckResult } from "./check-result.js";
import { numberOf, textOf, toResult } from "./check-result.js";
import { isJobCheck, isOfType, listCurrentJobs, listCurrentRuns, parentOf, runIdOf } from "./current-runs.js";
import { attemptOf, isLater, keepNewest } from "./newest.js";

export interface CheckResults {
	/** What decides together: runs, checks of other apps, statuses. */
	readonly deciding: readonly CheckResult[];
	/** What the runs consist of. A job alone decides nothing: its run may go on, or forgive its failure. */
	readonly jobs: readonly CheckResult[];
}

/** @param events In commit order. */
export function readResults(events: readonly BusEvent[]): CheckResults {
	const told = events.filter((event) => event.source === "github");
	const runs = listCurrentRuns(told);
	const jobs = listCurrentJobs(told, findSuperseded(told, runs));
	const suites = listSuites(told, runs);
	const checks = keepNewest(told.filter(isForeignCheck), toCheckKey, isLater);
	const statuses = keepNewest(
		told.filter(isOfType("status")),
		({ fields }) => textOf(fields["check_name"]),
		isNewerStatus,
	);
	return {
		deciding: [
			...runs.map((run) => toRunResult(run, jobs)),
			...suites.map((suite) => toResult("run", suite)),
			...listImpliedRuns(jobs, runs, suites),
			...checks.map((check) => toResult("check", check)),
			...statuses.map((status) => toResult("status", status)),
		],
		jobs: jobs.map((job) => toJobResult(job, runs)),
	};
}

function findSuperseded(events: readonly BusEvent[], current: readonly BusEvent[]): ReadonlySet<number> {
	const kept = new Set(current.map(runIdOf));
	const ids = events.filter(isOfType("workflow_run")).flatMap((run) => runIdOf(run) ?? []);
	return new Set(ids.filter((id) => !kept.has(id)));
}

/** Suites of GitHub Actions whose run was not told. Other apps leave suites behind that never begin, so they say nothing. */
function listSuites(events: readonly BusEvent[], runs: readonly BusEvent[]): readonly BusEvent[] {
	const told = new Set(runs.map(suiteOf));
	const suites = events.filter(
		(event) => event.event_type === "check_suite" && event.fields["app"] === "github-actions",
	);
	return keepNewest(suites, suiteOf, isLater).filter((suite) => !told.has(suiteOf(suite)));
}

/** A run of which only jobs were heard so far: it has begun, and nobody knows yet how it ends. */
function listImpliedRuns(
	jobs: readonly BusEvent[],
	runs: readonly BusEvent[],
	suites: readonly BusEvent[],
): readonly CheckResult[] {
	const told = new Set(runs.map(runIdOf));
	const toldSuites = new Set(suites.map(suiteOf).filter((id) => id !== undefined));
	const orphans = jobs.filter((job) => !told.has(parentOf(job)) && !toldSuites.has(suiteOf(job) ?? -1));
	return keepNewest(
		orphans,
		(job) => parentOf(job) ?? 0,
		() => true,
	).map((job) => ({
		...toResult("run", job),
		name: textOf(job.fields["workflow_name"]) ?? "workflow",
		outcome: "pending",
		status: "unknown",
		conclusion: null,
	}));
}

/** Of a run whose next attempt has begun, as its jobs tell before the run itself does, the result no longer holds. */
function toRunResult(run: BusEvent, jobs: readonly BusEvent[]): CheckResult {
	const result = toResult("run", run);
	const hasBegunAgain = jobs.some((job) => parentOf(job) === runIdOf(run) && attemptOf(job) > attemptOf(run));
	return hasBegunAgain ? { ...result, outcome: "pending" } : result;
}

/** The result of an earlier attempt stands only when the newest one has ended without running the job again. */
function toJobResult(job: BusEvent, runs: readonly BusEvent[]): CheckResult {
	const result = toResult("job", job);
	const run = runs.find((each) => runIdOf(each) === parentOf(job));
	const isOpen = run !== undefined && run.fields["status"] !== "completed";
	return isOpen && attemptOf(job) < attemptOf(run) ? { ...result, outcome: "pending" } : result;
}

function isForeignCheck(event: BusEvent): boolean {
	return event.event_type === "check_run" && !isJobCheck(event);
}

function toCheckKey({ fields }: BusEvent): string {
	return JSON.stringify([fields["app"], fields["check_name"]]);
}

function isNewerStatus(event: BusEvent, known: BusEvent): boolean {
	return (numberOf(event.fields["status_id"]) ?? 0) >= (numberOf(known.fields["status_id"]) ?? 0);
}

function suiteOf({ fields }: BusEvent): number | undefined {
	return numberOf(fields["check_suite_id"]);
}
