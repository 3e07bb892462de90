/** What became of one run, job, check or status, as it counts now. */
import type { BusEvent, JsonValue } from "../../../event/event.js";

/**
 * - `pending`: it has not ended, or a person must approve it first
 * - `passed`: success, or neutral: it ran and objects to nothing
 * - `skipped`: a condition left it out; like GitHub, we let that count as passed
 * - `failed`: failure, cancelled, timed_out, startup_failure, stale, and any conclusion we do not know
 */
export type Outcome = "pending" | "passed" | "skipped" | "failed";

/** Shown as it is in `--json`, hence its keys. */
export interface CheckResult {
	readonly kind: "run" | "job" | "check" | "status";
	readonly name: string;
	readonly outcome: Outcome;
	readonly status: string;
	readonly conclusion: string | null;
	readonly workflow: string | null;
	readonly run_id: number | null;
	/** 1, and one more for each re-run; null where GitHub counts none. */
	readonly attempt: number | null;
	readonly html_url: string | null;
	/** The event that says so. */
	readonly event_id: string;
}

function toOutcome(kind: CheckResult["kind"], event: BusEvent): Outcome {
	const { status, conclusion, action } = event.fields;
	// Asked for again, it repeats the result that no longer counts.
	if (action === "rerequested" || status !== "completed") return "pending";
	// A run waits for a maintainer's approval and then begins; a check has ended and wants something done.
	if (kind === "run" && conclusion === "action_required") return "pending";
	return OUTCOMES.get(conclusion) ?? "failed";
}

const OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map([
	["success", "passed"],
	["neutral", "passed"],
	["skipped", "skipped"],
]);

export function toResult(kind: CheckResult["kind"], event: BusEvent): CheckResult {
	const { fields } = event;
	const name = textOf(kind === "run" ? fields["workflow_name"] : fields["check_name"]);
	return {
		kind,
		name: name ?? textOf(fields["app"]) ?? event.event_type,
		outcome: toOutcome(kind, event),
		status: textOf(fields["status"]) ?? "unknown",
		conclusion: textOf(fields["conclusion"]) ?? null,
		workflow: textOf(fields["workflow_name"]) ?? null,
		run_id: numberOf(fields["run_id"]) ?? numberOf(fields["parent_run_id"]) ?? null,
		attempt: numberOf(fields["run_attempt"]) ?? null,
		html_url: textOf(fields["html_url"]) ?? null,
		event_id: event.event_id,
	};
}

export function textOf(value: JsonValue | undefined): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberOf(value: JsonValue | undefined): number | undefined {
	return typeof value === "number" ? value : undefined;
}
