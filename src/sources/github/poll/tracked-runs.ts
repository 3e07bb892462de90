/** Runs that are not over yet, and those that somebody wants by their id. */
import { isPayload } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { followRun } from "./follow-run.js";
import { NO_JOBS, readJobs } from "./jobs.js";
import { SLOW_MS } from "./pace.js";
import type { TrackedRun } from "./repository-state.js";
import { findRunFacts, isWanted } from "./run-facts.js";
import { hasWants } from "./wants.js";

/** Of one look; the others have their turn at the next one. */
const MAX_RUNS = 10;

export async function checkTrackedRuns(cycle: Cycle): Promise<void> {
	const { state, wants, startedAtMs } = cycle;
	for (const id of wants.runIds) {
		if (!state.runs.has(id)) state.runs.set(id, toStub(id));
	}
	for (const run of state.runs.values()) {
		if (run.isFinished && !wants.runIds.includes(run.id)) state.runs.delete(run.id);
	}
	const due = [...state.runs.values()].filter((run) => isDue(run, cycle));
	for (const run of due.sort((a, b) => a.checkedAtMs - b.checkedAtMs).slice(0, MAX_RUNS)) {
		await checkRun(cycle, run);
		run.checkedAtMs = startedAtMs;
	}
}

/** A run whose end somebody waits for is looked at each time, the others now and then. */
function isDue(run: TrackedRun, { wants, startedAtMs }: Cycle): boolean {
	// Told of a moment ago, by the newest runs or for its commit.
	if (run.checkedAtMs >= startedAtMs) return false;
	const isUrgent = hasWants(wants) ? isWanted(run, wants) : !run.isFinished;
	return isUrgent || startedAtMs - run.checkedAtMs >= SLOW_MS;
}

async function checkRun(cycle: Cycle, tracked: TrackedRun): Promise<void> {
	// The list of newest runs, just read, tells the state of those on it.
	const isListed = cycle.state.seen.get(tracked.id) === tracked.state;
	const hasMoved = !isListed && (await checkState(cycle, tracked));
	if (hasMoved || tracked.isFinished) return;
	const { drafts, jobPages, openJobs } = await readJobs(cycle, tracked.id, tracked);
	cycle.tell(drafts);
	tracked.jobPages = jobPages;
	tracked.openJobs = openJobs;
}

/** @returns whether all that is new of the run has been told, or the run is gone */
async function checkState(cycle: Cycle, tracked: TrackedRun): Promise<boolean> {
	const { client, repository, state } = cycle;
	const answer = await client.get(`repos/${repository}/actions/runs/${tracked.id}`, tracked.etag);
	if (answer.kind === "missing") return state.runs.delete(tracked.id);
	if (answer.kind === "unchanged" || !isPayload(answer.body)) return false;
	const facts = findRunFacts(answer.body);
	const hasMoved = facts !== undefined && facts.state !== tracked.state;
	if (hasMoved) await followRun(cycle, answer.body, facts);
	const known = state.runs.get(tracked.id);
	if (known !== undefined) known.etag = answer.etag;
	return hasMoved;
}

function toStub(id: number): TrackedRun {
	const unknown = { state: "", isFinished: false, sha: "", branch: undefined, pulls: [], etag: undefined };
	return { id, ...unknown, ...NO_JOBS, checkedAtMs: Number.NEGATIVE_INFINITY };
}
