/** What the poll knows of one repository: no more than what is unfinished, wanted, or on the newest page. */
import type { Page } from "./pages.js";
import type { RunSubject } from "./run-facts.js";

export interface RepositoryState {
	/** Of the newest page of runs. */
	listEtag: string | undefined;
	/** The state of each run on it, so that only changes are told. */
	readonly seen: Map<number, string>;
	/** Runs that have not finished, or are wanted by their id. */
	readonly runs: Map<number, TrackedRun>;
	/** Commits that somebody waits for. */
	readonly commits: Map<string, WantedCommit>;
	readonly pulls: Map<number, WantedPull>;
	readonly branches: Map<string, WantedBranch>;
	/** Whole hashes, by the beginnings that somebody waits for. */
	readonly hashes: Map<string, string>;
	/** What a branch requires. */
	readonly required: Map<string, KnownRequirements>;
}

export interface TrackedRun extends RunSubject {
	/** As `RunFacts.state`; empty before the first look. */
	readonly state: string;
	readonly isFinished: boolean;
	etag: string | undefined;
	jobPages: readonly Page[];
	/** By the job's id; finished ones are dropped. */
	openJobs: ReadonlyMap<number, OpenJob>;
	checkedAtMs: number;
}

export interface OpenJob {
	readonly startedAtMs: number;
	readonly isStalled: boolean;
}

export type CommitList = "runs" | "checks" | "statuses";

export interface WantedCommit {
	readonly lists: Record<CommitList, WantedList>;
	/** The state of each of its runs that was told with its jobs. */
	readonly told: Map<number, string>;
}

export interface WantedList {
	readonly pages: readonly Page[];
	readonly isUnfinished: boolean;
}

export interface WantedPull {
	readonly etag: string | undefined;
	readonly sha: string | undefined;
	/** The branch that it goes into. */
	readonly base: string | undefined;
	/** Differs when its commit has changed, or whether it is open. */
	readonly state: string;
}

export interface WantedBranch {
	readonly etag: string | undefined;
	readonly sha: string | undefined;
	/** Names of the checks that its protection requires. */
	readonly protectedBy: readonly string[];
}

interface KnownRequirements {
	readonly etag: string | undefined;
	/** Names of the checks that rulesets require. */
	readonly rules: readonly string[];
	/** With those that its protection requires. */
	readonly names: readonly string[];
}

export function createRepositoryState(): RepositoryState {
	return {
		listEtag: undefined,
		seen: new Map(),
		runs: new Map(),
		commits: new Map(),
		pulls: new Map(),
		branches: new Map(),
		hashes: new Map(),
		required: new Map(),
	};
}
