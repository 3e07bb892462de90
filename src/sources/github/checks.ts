/** What the log says of the checks of a commit, pull request, branch or run, without ever claiming more than it knows. */
import type { BusEvent } from "../../event/event.js";
import type { CheckResult, Outcome } from "./checks/check-result.js";
import { readResults } from "./checks/read-results.js";

export interface ChecksReport {
	/**
	 * - `absent`: nothing has appeared yet, which is not success
	 * - `pending`: nothing has failed, and something has not ended or not appeared
	 * - `success`: all that counts has passed or was skipped
	 * - `failure`: something that counts has failed; others may still run
	 */
	readonly state: "absent" | "pending" | "success" | "failure";
	/** All that is current, whether it counts or not: runs, their jobs, checks, statuses. */
	readonly results: readonly CheckResult[];
	/** Required names of which nothing was heard. */
	readonly missing: readonly string[];
	/** Whether everything that counts has ended. */
	readonly is_complete: boolean;
	/** The event that brought it to success or failure: the newest of those that count. */
	readonly decided_by: string | undefined;
}

export interface ChecksOptions {
	/** Names of jobs, checks or statuses, as branch protection lists them: these alone count. @default all count, as with an empty list */
	readonly required?: readonly string[];
}

/** @param events What was heard of the subject, in commit order; see selectSubject. */
export function reportChecks(
	events: readonly BusEvent[],
	{ required = [] }: ChecksOptions = {},
): ChecksReport {
	const { deciding, jobs } = readResults(events);
	const results = [...deciding, ...jobs];
	if (required.length === 0) return conclude(deciding, results, []);
	const counting = required.map((name) => findNamed(name, results));
	const missing = required.filter((_, index) => counting[index]?.length === 0);
	return conclude(counting.flat(), results, missing);
}

/** A workflow is found by its name only where no job, check or status has it. */
function findNamed(name: string, results: readonly CheckResult[]): readonly CheckResult[] {
	const named = results.filter((result) => result.name === name);
	const narrow = named.filter(({ kind }) => kind !== "run");
	return narrow.length > 0 ? narrow : named;
}

function conclude(
	counting: readonly CheckResult[],
	results: readonly CheckResult[],
	missing: readonly string[],
): ChecksReport {
	const has = (outcome: Outcome): boolean => counting.some((result) => result.outcome === outcome);
	const isComplete = results.length > 0 && missing.length === 0 && !has("pending");
	const state = toState();
	const deciding = state === "failure" ? counting.filter(({ outcome }) => outcome === "failed") : counting;
	const decidedBy = deciding
		.map(({ event_id }) => event_id)
		.sort()
		.at(-1);
	return { state, results, missing, is_complete: isComplete, decided_by: decidedBy };

	function toState(): ChecksReport["state"] {
		if (results.length === 0) return "absent";
		if (has("failed")) return "failure";
		return isComplete ? "success" : "pending";
	}
}
