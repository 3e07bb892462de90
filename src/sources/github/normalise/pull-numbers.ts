/** The pull requests that something belongs to. */
import type { Payload } from "../payload.js";
import { readInteger, readObject, readObjects } from "../payload.js";

export interface PullNumbers {
	readonly pr: number | undefined;
	readonly prs: readonly number[] | undefined;
}

/** @param owner The object that lists them: a run, a check, a suite. */
export function readPullNumbers(owner: Payload, payload: Payload): PullNumbers {
	const repositoryId = readInteger(readObject(payload, "repository"), "id");
	const pulls = readObjects(owner, "pull_requests").filter((pull) => isOfRepository(pull, repositoryId));
	return toPullNumbers(pulls.map((pull) => readInteger(pull, "number")));
}

export function toPullNumbers(numbers: readonly (number | undefined)[]): PullNumbers {
	const prs = numbers.filter((number) => number !== undefined);
	return { pr: prs[0], prs: prs.length === 0 ? undefined : prs };
}

// GitHub lists pull requests of forks as well when their head is this branch; their numbers count elsewhere.
function isOfRepository(pull: Payload, repositoryId: number | undefined): boolean {
	const baseId = readInteger(readObject(pull, "base", "repo"), "id");
	return baseId === undefined || repositoryId === undefined || baseId === repositoryId;
}
