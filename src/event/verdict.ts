/** What a matched event says about the work: the exit code of a wait comes from here. */
import type { BusEvent } from "./event.js";

/** What a conclusion means for whoever waits, and so for the exit code. */
export type Verdict = "success" | "failure" | "none";

const FAILURES: ReadonlySet<unknown> = new Set(["failure", "cancelled", "timed_out", "startup_failure"]);

/** `success` and `failure` follow `fields.conclusion`; `skipped`, `neutral` and no conclusion are `none`. */
export function verdictOf(event: BusEvent): Verdict {
	const { conclusion } = event.fields;
	if (FAILURES.has(conclusion)) return "failure";
	return conclusion === "success" ? "success" : "none";
}

/** The verdict of several events together: one failure makes it a failure. */
export function verdictOfAll(events: readonly BusEvent[]): Verdict {
	const verdicts = events.map(verdictOf);
	if (verdicts.includes("failure")) return "failure";
	return verdicts.includes("success") ? "success" : "none";
}
