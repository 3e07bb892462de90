/** Which of two events about the same thing holds. Webhooks come in any order, so the later one is not always newer. */
import type { BusEvent } from "../../../event/event.js";
import { numberOf, textOf } from "./check-result.js";

export type IsNewer = (event: BusEvent, known: BusEvent) => boolean;

/** The event of each key that holds. */
export function keepNewest(
	events: readonly BusEvent[],
	toKey: (event: BusEvent) => string | number | undefined,
	isNewer: IsNewer,
): readonly BusEvent[] {
	const newest = new Map<string | number, BusEvent>();
	for (const event of events) {
		const key = toKey(event);
		if (key === undefined) continue;
		const known = newest.get(key);
		if (known === undefined || isNewer(event, known)) newest.set(key, event);
	}
	return [...newest.values()];
}

/** Of a run or a job: the later attempt, and within one that which is further on. */
export function isFurtherOn(event: BusEvent, known: BusEvent): boolean {
	const attempts = attemptOf(event) - attemptOf(known);
	return attempts !== 0 ? attempts > 0 : rankOf(event) >= rankOf(known);
}

/** Of a check or a suite, which has no attempts and may run again in place: the one that began or ended later. */
export function isLater(event: BusEvent, known: BusEvent): boolean {
	if (known.fields["action"] === "rerequested" || event.fields["action"] === "rerequested") return true;
	const moments = momentOf(event) - momentOf(known);
	return moments !== 0 ? moments > 0 : rankOf(event) >= rankOf(known);
}

export function attemptOf({ fields }: Pick<BusEvent, "fields">): number {
	return numberOf(fields["run_attempt"]) ?? 1;
}

function rankOf({ fields }: BusEvent): number {
	const { status, conclusion } = fields;
	// Once it is approved it is queued again, within the same attempt.
	if (status === "completed") return conclusion === "action_required" ? 1 : 3;
	return status === "in_progress" || status === "stalled" ? 2 : 1;
}

function momentOf({ fields }: BusEvent): number {
	const moments = ["updated_at", "completed_at", "started_at"].map((key) =>
		Date.parse(textOf(fields[key]) ?? ""),
	);
	return moments.find((moment) => !Number.isNaN(moment)) ?? 0;
}
