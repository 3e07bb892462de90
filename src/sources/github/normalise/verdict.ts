/** GitHub's many words for a state, in the two of an event: `status`, and `conclusion` of the closed set. */
import type { Conclusion } from "../../../event/event.js";
import { CONCLUSIONS } from "../../../event/event.js";
import type { Payload } from "../payload.js";
import { readText } from "../payload.js";

export interface Verdict {
	readonly status: string | undefined;
	readonly conclusion: Conclusion | undefined;
	/** GitHub's own word where ours says less. */
	readonly state?: string | undefined;
}

/** Of a run, a job, a check or a suite. */
export function readVerdict(payload: Payload): Verdict {
	const word = readText(payload, "conclusion");
	const conclusion = CONCLUSIONS.find((known) => known === word);
	const status = readText(payload, "status");
	// A word that GitHub may add tomorrow is kept, and is no verdict until we know what it means.
	return { status, conclusion, state: conclusion === undefined ? word : undefined };
}

const CONCLUSION_OF_STATE: Readonly<Record<string, Conclusion>> = {
	success: "success",
	failure: "failure",
	error: "failure",
	// A deployment that a later one has replaced: it neither failed nor is it any longer there.
	inactive: "neutral",
};

/** Of a commit status or a deployment status, which say both in one word. */
export function readState(payload: Payload): Verdict {
	const state = readText(payload, "state");
	const conclusion =
		state !== undefined && Object.hasOwn(CONCLUSION_OF_STATE, state) ? CONCLUSION_OF_STATE[state] : undefined;
	return { status: conclusion === undefined ? state : "completed", conclusion, state };
}

/** What stands at the end of a summary. */
export function describeVerdict({ status, conclusion, state }: Verdict): string {
	return conclusion ?? state ?? status ?? "unknown";
}
