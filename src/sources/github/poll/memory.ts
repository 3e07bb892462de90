/** What survives a restart of the poll, as one JSON value. Losing it costs requests, never events. */
import type { JsonValue } from "../../../event/event.js";
import type { Payload } from "../payload.js";
import { isPayload, readFlag, readInteger, readObject, readText } from "../payload.js";
import { parsePages } from "./pages.js";
import type { OpenJob, RepositoryState, TrackedRun } from "./repository-state.js";
import { createRepositoryState } from "./repository-state.js";

const VERSION = 1;
const MAX_REPOSITORIES = 50;

export type Repositories = Map<string, RepositoryState>;

/** Commits and pull requests are left out: who waits for them asks anew, and then wants the whole answer. */
export function toMemory(repositories: Repositories): JsonValue {
	const newest = [...repositories].slice(-MAX_REPOSITORIES);
	return {
		version: VERSION,
		repositories: Object.fromEntries(newest.map(([name, state]) => [name, toJson(state)])),
	};
}

export function parseMemory(value: JsonValue | undefined): Repositories {
	const repositories: Repositories = new Map();
	if (!isPayload(value) || value["version"] !== VERSION) return repositories;
	for (const [name, state] of Object.entries(readObject(value, "repositories"))) {
		if (isPayload(state)) repositories.set(name, parseState(state));
	}
	return repositories;
}

function toJson({ listEtag, seen, runs }: RepositoryState): JsonValue {
	const unfinished = [...runs.values()].filter((run) => !run.isFinished);
	return {
		etag: listEtag ?? null,
		seen: Object.fromEntries(seen),
		runs: unfinished.map((run) => ({
			id: run.id,
			state: run.state,
			sha: run.sha,
			branch: run.branch ?? null,
			pulls: run.pulls,
			etag: run.etag ?? null,
			pages: run.jobPages.map((page) => ({ ...page })),
			jobs: [...run.openJobs].map(([id, job]) => ({ id, ...job })),
		})),
	};
}

function parseState(value: Payload): RepositoryState {
	const state = createRepositoryState();
	state.listEtag = readText(value, "etag");
	for (const [id, seen] of Object.entries(readObject(value, "seen"))) {
		if (typeof seen === "string") state.seen.set(Number(id), seen);
	}
	for (const run of readList(value, "runs")) {
		const tracked = findRun(run);
		if (tracked !== undefined) state.runs.set(tracked.id, tracked);
	}
	return state;
}

function findRun(run: Payload): TrackedRun | undefined {
	const id = readInteger(run, "id");
	const state = readText(run, "state");
	if (id === undefined || state === undefined) return undefined;
	const pulls = run["pulls"];
	return {
		id,
		state,
		isFinished: false,
		sha: readText(run, "sha") ?? "",
		branch: readText(run, "branch"),
		pulls: Array.isArray(pulls) ? pulls.filter((number) => typeof number === "number") : [],
		etag: readText(run, "etag"),
		jobPages: parsePages(run["pages"]),
		openJobs: new Map(readList(run, "jobs").flatMap(findJob)),
		checkedAtMs: Number.NEGATIVE_INFINITY,
	};
}

function findJob(job: Payload): readonly [number, OpenJob][] {
	const id = readInteger(job, "id");
	const startedAtMs = readInteger(job, "startedAtMs");
	if (id === undefined || startedAtMs === undefined) return [];
	return [[id, { startedAtMs, isStalled: readFlag(job, "isStalled") ?? false }]];
}

function readList(value: Payload, key: string): readonly Payload[] {
	const list = value[key];
	return Array.isArray(list) ? list.filter(isPayload) : [];
}
