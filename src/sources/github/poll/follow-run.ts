/** Tells what is new of one run, with its jobs. */
import { readText } from "../payload.js";
import type { Payload } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { JobsReading } from "./jobs.js";
import { NO_JOBS, readJobs } from "./jobs.js";
import type { RepositoryState } from "./repository-state.js";
import type { RunFacts } from "./run-facts.js";
import { isWanted } from "./run-facts.js";

/** More unfinished runs than this are told of by the list of newest runs alone. */
const MAX_TRACKED = 100;

export async function followRun(cycle: Cycle, run: Payload, facts: RunFacts): Promise<void> {
	const { state, repository, wants, startedAtMs, tell } = cycle;
	const known = state.runs.get(facts.id);
	// The jobs of a run that was over before anybody cared are not worth a request.
	const isFollowed = !facts.isFinished || known !== undefined || isWanted(facts, wants);
	const jobs: JobsReading = isFollowed
		? await readJobs(cycle, facts.id, known ?? NO_JOBS)
		: { ...NO_JOBS, drafts: [] };
	const own = toPolledDrafts(
		{ eventType: "workflow_run", action: toAction(run), subject: run, pulls: findPulls(state, facts.sha) },
		repository,
	);
	// Whoever waits for the end of the run finds the results of its jobs before it.
	tell(facts.isFinished ? [...jobs.drafts, ...own] : [...own, ...jobs.drafts]);
	state.runs.delete(facts.id);
	if (facts.isFinished && !wants.runIds.includes(facts.id)) return;
	if (state.runs.size >= MAX_TRACKED) dropOldest(state);
	const { id, state: word, isFinished, sha, branch, pulls } = facts;
	state.runs.set(id, {
		id,
		state: word,
		isFinished,
		sha,
		branch,
		pulls,
		etag: known?.etag,
		jobPages: jobs.jobPages,
		openJobs: jobs.openJobs,
		checkedAtMs: startedAtMs,
	});
}

/** As the webhook would name what has happened. */
function toAction(run: Payload): string {
	const status = readText(run, "status");
	return status === "completed" || status === "in_progress" ? status : "requested";
}

function findPulls(state: RepositoryState, sha: string): readonly number[] {
	return [...state.pulls].filter(([, pull]) => pull.sha === sha).map(([number]) => number);
}

function dropOldest(state: RepositoryState): void {
	const [oldest] = state.runs.keys();
	if (oldest !== undefined) state.runs.delete(oldest);
}
