/** What those who wait want to know of a repository, as far as their matchers say it. */
import type { Demand } from "../../source.js";
import { REQUIRED_CHECKS } from "../normalise/required-checks.js";

const MAX_WANTED = 20;

export interface Wants {
	readonly shas: readonly string[];
	/** Beginnings of hashes, which GitHub cannot look up and we can compare. */
	readonly shaPrefixes: readonly string[];
	readonly runIds: readonly number[];
	readonly pulls: readonly number[];
	readonly branches: readonly string[];
	/** Which checks the branches, and those that the pull requests go into, require. */
	readonly isRequiredWanted: boolean;
}

export const NO_WANTS: Wants = {
	shas: [],
	shaPrefixes: [],
	runIds: [],
	pulls: [],
	branches: [],
	isRequiredWanted: false,
};

export function readWants({ equalities }: Demand): Wants {
	const read = (...paths: readonly string[]): readonly string[] =>
		paths.flatMap((path) => equalities.get(path) ?? []);
	const hashes = read("fields.head_sha", "fields.head_sha:7").map((hash) => hash.toLowerCase());
	return {
		shas: take(hashes.filter((hash) => /^[0-9a-f]{40}$/.test(hash))),
		shaPrefixes: hashes.filter((hash) => /^[0-9a-f]{7,40}$/.test(hash)),
		runIds: take(toNumbers(read("fields.run_id", "fields.parent_run_id"))),
		pulls: take(toNumbers(read("fields.pr", "fields.prs"))),
		branches: take(read("fields.head_branch")),
		isRequiredWanted: read("event_type").includes(REQUIRED_CHECKS),
	};
}

export function hasWants(wants: Wants): boolean {
	const { shas, shaPrefixes, runIds, pulls, branches } = wants;
	return [shas, shaPrefixes, runIds, pulls, branches].some(({ length }) => length > 0);
}

function toNumbers(texts: readonly string[]): readonly number[] {
	return texts.filter((text) => /^[1-9]\d{0,14}$/.test(text)).map(Number);
}

/** Each one costs requests, so a crowd is served by the list of newest runs. */
function take<Value>(values: readonly Value[]): readonly Value[] {
	return [...new Set(values)].slice(0, MAX_WANTED);
}
