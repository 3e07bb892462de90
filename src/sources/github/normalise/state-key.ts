/**
 * The delivery id of a state: the same change of a run, job, check or status is one event, whether a webhook
 * delivered it, GitHub delivered it again, an organization's hook did as well, or the poll read it.
 */
import type { Payload } from "../payload.js";
import { readText } from "../payload.js";

type Part = string | number | undefined;

/** Undefined without an id: such a state has no name, and its delivery must do. */
export function toStateKey(kind: string, id: number | undefined, parts: readonly Part[]): string | undefined {
	return id === undefined ? undefined : ["github", kind, id, ...parts.map(toWord)].join(":");
}

/** GitHub's words are short; what is not must not make the id longer than an id may be. */
function toWord(part: Part): string {
	return String(part ?? "").slice(0, 64);
}

// Runs and jobs carry run_attempt, so a re-run that ends as before is news. What has no attempt (a check that
// its app updates in place, a suite) is told apart by the second in which the state began.
export function readMoment(payload: Payload, ...keys: readonly string[]): number | undefined {
	for (const key of keys) {
		// Webhooks and API write the same time with and without a fraction, so it is compared as a number.
		const ms = Date.parse(readText(payload, key) ?? "");
		if (!Number.isNaN(ms)) return Math.floor(ms / 1_000);
	}
	return undefined;
}
