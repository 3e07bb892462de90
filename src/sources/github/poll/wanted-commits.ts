/** Everything that is said of a commit that somebody waits for: runs, checks of other apps, statuses. */
import type { Payload } from "../payload.js";
import { readObject, readObjects, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import { followRun } from "./follow-run.js";
import { readPages } from "./pages.js";
import type { CommitList, WantedCommit, WantedList } from "./repository-state.js";
import { findRunFacts, isFinished } from "./run-facts.js";

const LISTS: readonly CommitList[] = ["runs", "checks", "statuses"];

export async function checkWantedCommits(cycle: Cycle): Promise<void> {
	const { commits } = cycle.state;
	for (const sha of commits.keys()) {
		if (!cycle.wants.shas.includes(sha)) commits.delete(sha);
	}
	for (const sha of cycle.wants.shas) {
		const commit = commits.get(sha) ?? createCommit();
		commits.set(sha, commit);
		for (const list of LISTS) commit.lists[list] = await checkList(cycle, sha, list);
	}
}

async function checkList(cycle: Cycle, sha: string, list: CommitList): Promise<WantedList> {
	const { client, repository, state } = cycle;
	const commit = state.commits.get(sha) ?? createCommit();
	const known = commit.lists[list];
	const { fresh, pages } = await readPages(
		client,
		`repos/${repository}/${ADDRESSES[list](sha)}`,
		known.pages,
	);
	if (fresh.length === 0) return { pages, isUnfinished: known.isUnfinished && pages.length > 0 };
	return { pages, isUnfinished: await TELL[list](cycle, fresh, commit) };
}

const ADDRESSES: Readonly<Record<CommitList, (sha: string) => string>> = {
	runs: (sha) => `actions/runs?head_sha=${sha}&per_page=100`,
	checks: (sha) => `commits/${sha}/check-runs?filter=latest&per_page=100`,
	statuses: (sha) => `commits/${sha}/status?per_page=100`,
};

type Tell = (cycle: Cycle, bodies: readonly Payload[], commit: WantedCommit) => boolean | Promise<boolean>;

/** Each says whether something on its list has not ended. */
const TELL: Readonly<Record<CommitList, Tell>> = {
	runs: tellRuns,
	checks: tellChecks,
	statuses: tellStatuses,
};

async function tellRuns(cycle: Cycle, bodies: readonly Payload[], { told }: WantedCommit): Promise<boolean> {
	const runs = bodies.flatMap((body) => readObjects(body, "workflow_runs")).toReversed();
	for (const run of runs) {
		const facts = findRunFacts(run);
		if (facts === undefined || told.get(facts.id) === facts.state) continue;
		await followRun(cycle, run, facts);
		told.set(facts.id, facts.state);
	}
	return runs.some((run) => !isFinished(run));
}

function tellChecks({ repository, tell }: Cycle, bodies: readonly Payload[]): boolean {
	const checks = bodies
		.flatMap((body) => readObjects(body, "check_runs"))
		// These are jobs, which are read with their run.
		.filter((check) => readText(readObject(check, "app"), "slug") !== "github-actions");
	const drafts = checks.flatMap((check) => {
		const action = isFinished(check) ? "completed" : "created";
		return toPolledDrafts({ eventType: "check_run", action, subject: check }, repository);
	});
	tell(drafts);
	return checks.some((check) => !isFinished(check));
}

function tellStatuses({ repository, tell }: Cycle, bodies: readonly Payload[]): boolean {
	const statuses = bodies.flatMap((body) => {
		const sha = readText(body, "sha");
		return readObjects(body, "statuses").map((status) => ({ ...status, sha }));
	});
	tell(statuses.flatMap((subject) => toPolledDrafts({ eventType: "status", subject }, repository)));
	return statuses.some((status) => readText(status, "state") === "pending");
}

function createCommit(): WantedCommit {
	const unread: WantedList = { pages: [], isUnfinished: false };
	return { lists: { runs: unread, checks: unread, statuses: unread }, told: new Map() };
}
