/** One look at a repository: what is wanted first, then what is new, then what has not ended. */
import type { Cycle } from "./cycle.js";
import { readNewestRuns } from "./newest-runs.js";
import type { RepositoryState } from "./repository-state.js";
import { isWanted } from "./run-facts.js";
import { checkTrackedRuns } from "./tracked-runs.js";
import { checkWantedBranches } from "./wanted-branches.js";
import { checkWantedCommits } from "./wanted-commits.js";
import { checkWantedHashes } from "./wanted-hashes.js";
import { checkWantedPulls } from "./wanted-pulls.js";
import type { Wants } from "./wants.js";
import { hasWants } from "./wants.js";

/** @returns whether something that may be waited for has not ended */
export async function lookAt(cycle: Cycle): Promise<boolean> {
	let wanting = cycle;
	for (const check of [checkWantedPulls, checkWantedBranches, checkWantedHashes])
		wanting = { ...wanting, wants: await check(wanting) };
	await readNewestRuns(wanting);
	await checkWantedCommits(wanting);
	await checkTrackedRuns(wanting);
	return isUnfinished(cycle.state, wanting.wants);
}

function isUnfinished({ runs, commits }: RepositoryState, wants: Wants): boolean {
	const isOpen = [...runs.values()].some(
		(run) => !run.isFinished && (!hasWants(wants) || isWanted(run, wants)),
	);
	return (
		isOpen ||
		[...commits.values()].some(({ lists }) => Object.values(lists).some((list) => list.isUnfinished))
	);
}
