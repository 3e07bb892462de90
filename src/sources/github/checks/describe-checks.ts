/** How checks stand, on one line for people. */
import type { ChecksReport } from "../checks.js";
import type { CheckResult, Outcome } from "./check-result.js";

const MAX_SHOWN = 6;

export function describeChecks(
	report: ChecksReport,
	{ name, sha }: { readonly name: string; readonly sha: string | undefined },
): string {
	if (report.state === "absent") {
		const at = sha === undefined || name.includes(sha.slice(0, 7)) ? "" : `, which is at ${sha.slice(0, 7)}`;
		return `no run has appeared yet for ${name}${at}`;
	}
	const deciding = report.results.filter(({ kind }) => kind !== "job");
	const remarkable = deciding.filter(({ outcome }) => outcome === "failed" || outcome === "pending");
	const shown = remarkable.slice(0, MAX_SHOWN).map((result) => describeResult(result, report.results));
	const parts = [
		...shown,
		...(remarkable.length > MAX_SHOWN ? [`${remarkable.length - MAX_SHOWN} others not passed`] : []),
		...report.missing.map((missing) => `nothing heard of ${missing}, which is required`),
		...countOf(deciding, "passed", "passed"),
		...countOf(deciding, "skipped", "skipped"),
	];
	return `${name} ${report.state}: ${parts.join("; ")}`;
}

/** `CI: 3 of 5 done, build failed`; `lint failed` */
function describeResult(result: CheckResult, results: readonly CheckResult[]): string {
	const { name, outcome, status, conclusion, run_id } = result;
	const jobs = results.filter((job) => job.kind === "job" && run_id !== null && job.run_id === run_id);
	const failed = jobs.filter((job) => job.outcome === "failed").map((job) => job.name);
	const failures = failed.length === 0 ? "" : `${failed.slice(0, MAX_SHOWN).join(", ")} failed`;
	if (outcome === "failed") return `${name} ${say(conclusion ?? "failed")}${failures && ` (${failures})`}`;
	const word = say(conclusion ?? status);
	if (jobs.length === 0) return `${name} ${word}`;
	const done = jobs.filter((job) => job.outcome !== "pending").length;
	return `${name}: ${done} of ${jobs.length} done${failures && `, ${failures}`}`;
}

function say(word: string): string {
	return word === "failure" ? "failed" : word.replaceAll("_", " ");
}

function countOf(results: readonly CheckResult[], outcome: Outcome, word: string): readonly string[] {
	const count = results.filter((result) => result.outcome === outcome).length;
	return count === 0 ? [] : [`${count} ${word}`];
}
