/** The commit that a branch or a pull request is at, as far as the events tell. */
import type { BusEvent } from "../../../event/event.js";
import { numberOf, textOf } from "./check-result.js";
import { attemptOf } from "./newest.js";

export type MovingSubject = { readonly branch: string } | { readonly pr: number };

/** A word about where it is, or was at some moment: webhooks come late, and the poll tells of old runs as well. */
interface Sighting {
	/** Undefined when a branch is gone. */
	readonly sha: string | undefined;
	/** On GitHub's clock. */
	readonly atMs: number;
	readonly runId: number | undefined;
}

/** @returns undefined when nothing is known of it, or it is gone */
export function findHeadSha(events: readonly BusEvent[], subject: MovingSubject): string | undefined {
	let newest: Sighting | undefined;
	for (const event of events) {
		const sighting = findSighting(event, subject);
		if (sighting !== undefined && (newest === undefined || isNewer(sighting, newest))) newest = sighting;
	}
	return newest?.sha;
}

function isNewer(sighting: Sighting, known: Sighting): boolean {
	if (sighting.atMs !== known.atMs) return sighting.atMs > known.atMs;
	// Ids of runs grow, and several can begin within a second.
	if (sighting.runId !== undefined && known.runId !== undefined) return sighting.runId >= known.runId;
	return true;
}

function findSighting(event: BusEvent, subject: MovingSubject): Sighting | undefined {
	if (event.source !== "github") return undefined;
	const atMs = "branch" in subject ? whenOnBranch(event, subject.branch) : whenOfPull(event, subject.pr);
	if (atMs === undefined) return undefined;
	const { head_sha: sha, run_id: runId } = event.fields;
	return { sha: textOf(sha)?.toLowerCase(), atMs, runId: numberOf(runId) };
}

// Not a pull request or its runs: that of a fork may have a branch of the same name.
function whenOnBranch({ event_type, fields, ...event }: BusEvent, branch: string): number | undefined {
	if (fields["head_branch"] !== branch) return undefined;
	if (event_type === "push" || event_type === "branch") return toMs(fields["moved_at"], event);
	const isOwnRun = event_type === "workflow_run" && fields["trigger"] === "push";
	return isOwnRun ? whenFirstRun({ fields }, event) : undefined;
}

function whenOfPull({ event_type, fields, ...event }: BusEvent, number: number): number | undefined {
	const { pr, prs } = fields;
	if (pr !== number && !(Array.isArray(prs) && prs.includes(number))) return undefined;
	if (event_type === "pull_request") return toMs(fields["updated_at"], event);
	return event_type === "workflow_run" ? whenFirstRun({ fields }, event) : undefined;
}

/** A commit's first run begins when it is pushed; a re-run says nothing of where the branch is now. */
function whenFirstRun(
	run: Pick<BusEvent, "fields">,
	event: Pick<BusEvent, "received_at">,
): number | undefined {
	return attemptOf(run) === 1 ? toMs(run.fields["started_at"], event) : undefined;
}

/** When it was heard, where GitHub does not say when it was. */
function toMs(time: unknown, { received_at }: Pick<BusEvent, "received_at">): number {
	const atMs = typeof time === "string" ? Date.parse(time) : Number.NaN;
	return Number.isNaN(atMs) ? Number(received_at / 1_000_000n) : atMs;
}
