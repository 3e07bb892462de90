/** One run of tests, as events: counts what is recorded, and words each failing test and the end. */
import type { Conclusion, EventDraft, JsonObject } from "../event/event.js";
import { clip } from "../event/summary.js";
import { withoutAbsent } from "../event/without-absent.js";
import { toFailureMessage } from "./failure-message.js";
import type { Outcome, TestCounts, TestResult } from "./test-result.js";

export interface TestSessionOptions {
	/** The runner, or the kind of report: the event types are `<source>_test` and `<source>_session`. */
	readonly source: string;
	/** Tells this run from every other; each of its events has it as `session_id`. */
	readonly id: string;
	/** Further fields of the session's event. */
	readonly facts?: JsonObject;
}

export interface SessionEnd {
	/** @default by the counts: failure, success, or neutral when no test has passed or failed */
	readonly conclusion?: Conclusion | undefined;
	readonly durationS?: number | undefined;
	readonly exitStatus?: number | undefined;
}

const COUNTED_AS = { passed: "passed", failed: "failed", skipped: "skipped", error: "errors" } as const;
const SHOWN = ["failed", "passed", "skipped", "errors", "flaky"] as const;
const CONCLUSIONS = {
	passed: "success",
	failed: "failure",
	skipped: "skipped",
	error: "failure",
} as const satisfies Record<Outcome, Conclusion>;

export class TestSession {
	readonly #options: TestSessionOptions;
	readonly #counts = { passed: 0, failed: 0, skipped: 0, errors: 0, flaky: 0 };

	constructor(options: TestSessionOptions) {
		this.#options = options;
	}

	/** @param earlier What was recorded of the same test before it was run again. */
	record(result: TestResult, earlier?: TestResult): void {
		this.#count(result, 1);
		if (earlier !== undefined) this.#count(earlier, -1);
	}

	/** @param deliveryId Where the same report may come twice. */
	toTestDraft(result: TestResult, deliveryId?: string): EventDraft {
		const { source, id } = this.#options;
		const { nodeid, outcome, path, lineno, durationS, project, isFlaky } = result;
		const message = result.message === undefined ? undefined : toFailureMessage(result.message);
		const [firstLine] = message?.split("\n") ?? [];
		return {
			source,
			event_type: `${source}_test`,
			...withoutAbsent({ delivery_id: deliveryId }),
			summary: clip(`${nodeid} ${firstLine === undefined ? outcome : `${outcome}: ${firstLine}`}`),
			fields: withoutAbsent({
				status: "completed",
				conclusion: CONCLUSIONS[outcome],
				outcome,
				nodeid,
				path,
				lineno,
				duration_s: toSeconds(durationS),
				message,
				project,
				flaky: isFlaky === true ? true : undefined,
				session_id: id,
			}),
		};
	}

	toSessionDraft({ conclusion = verdictOf(this.#counts), durationS, exitStatus }: SessionEnd): EventDraft {
		const { source, id, facts } = this.#options;
		const duration = toSeconds(durationS);
		return {
			source,
			event_type: `${source}_session`,
			// Said again by whoever is not sure that it was heard.
			delivery_id: `${source}:${id}:session`,
			summary: this.#summarize(conclusion, duration),
			fields: withoutAbsent({
				status: "completed",
				conclusion,
				exit_status: exitStatus,
				...this.#counts,
				duration_s: duration,
				...facts,
				session_id: id,
			}),
		};
	}

	#count({ outcome, isFlaky }: TestResult, by: 1 | -1): void {
		this.#counts[COUNTED_AS[outcome]] += by;
		if (isFlaky === true) this.#counts.flaky += by;
	}

	#summarize(conclusion: Conclusion, durationS: number | undefined): string {
		const counts = SHOWN.filter((name) => this.#counts[name] > 0).map(
			(name) => `${this.#counts[name]} ${name}`,
		);
		const time = durationS === undefined ? "" : ` in ${durationS.toFixed(2)} s`;
		// Success and failure show in the counts.
		const word = ["success", "failure"].includes(conclusion) ? "" : `${conclusion}, `;
		return `${this.#options.source}: ${word}${counts.join(", ") || "no tests"}${time}`;
	}
}

function verdictOf({ passed, failed, errors }: TestCounts): Conclusion {
	if (failed + errors > 0) return "failure";
	return passed > 0 ? "success" : "neutral";
}

function toSeconds(durationS: number | undefined): number | undefined {
	if (durationS === undefined || !Number.isFinite(durationS)) return undefined;
	return Math.round(durationS * 1_000) / 1_000;
}
