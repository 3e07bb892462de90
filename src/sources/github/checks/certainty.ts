/** Whether what the log holds of checks can be believed now. */
import type { BusEvent } from "../../../event/event.js";
import type { Answer } from "../../../event/subject.js";
import type { ChecksReport } from "../checks.js";
import { textOf } from "./check-result.js";
import type { NamedSubject } from "./select-subject.js";

// A webhook that told something so lately would have told the rest as well.
const FRESH_MS = 10 * 60_000;
// GitHub makes a commit's runs some seconds after its push, and other services may be quicker.
const UNTIL_RUNS_APPEAR_MS = 60_000;

/** The log is enough when a webhook fed it lately; which commit counts by now, GitHub is asked in any case. */
export function findNeededLook(
	named: NamedSubject,
	told: readonly BusEvent[],
	nowMs: number,
): Answer["needsLook"] {
	const posted = told.filter(({ fields }) => fields["ingest_method"] === "webhook").map(receivedAtMs);
	if (posted.length === 0) return "yes";
	const isFresh = nowMs - Math.max(...posted) <= FRESH_MS;
	return isFresh && ("sha" in named || "run" in named) ? "no" : "if_possible";
}

/** Until when success without any run is none yet, because the runs may only be about to appear. */
export function findYouthEndMs(
	{ state, results }: ChecksReport,
	told: readonly BusEvent[],
): number | undefined {
	if (state !== "success" || results.some(({ kind }) => kind === "run" || kind === "job")) return undefined;
	return Math.min(...told.map(knownSinceMs)) + UNTIL_RUNS_APPEAR_MS;
}

const MOMENTS = ["moved_at", "started_at", "completed_at", "updated_at"];

function knownSinceMs(event: BusEvent): number {
	const times = MOMENTS.map((key) => Date.parse(textOf(event.fields[key]) ?? ""));
	return Math.min(receivedAtMs(event), ...times.filter((time) => !Number.isNaN(time)));
}

function receivedAtMs({ received_at }: BusEvent): number {
	return Number(received_at / 1_000_000n);
}
