/** The newest runs of a repository: one conditional request, which mostly costs nothing. */
import { BusError } from "../../../errors.js";
import type { Payload } from "../payload.js";
import { isPayload, readObjects } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { followRun } from "./follow-run.js";
import type { RunFacts } from "./run-facts.js";
import { findRunFacts, isWanted } from "./run-facts.js";

const PAGE_SIZE = 30;
const MAX_PAGES = 10;
/** What ended longer ago is history: it is told only to those who ask for it. */
const HORIZON_MS = 24 * 60 * 60_000;

interface Listed {
	readonly run: Payload;
	readonly facts: RunFacts;
}

/** @throws BusError SOURCE_FAILED when there is no such repository */
export async function readNewestRuns(cycle: Cycle): Promise<void> {
	const { state } = cycle;
	const list = await readChangedPages(cycle);
	if (list === undefined) return;
	const isNew = ({ facts }: Listed): boolean =>
		state.seen.get(facts.id) !== facts.state && isWorthTelling(facts, cycle);
	// Oldest first: what is told last is what holds.
	for (const { run, facts } of list.listed.filter(isNew).toReversed()) await followRun(cycle, run, facts);
	state.seen.clear();
	for (const { facts } of list.listed) state.seen.set(facts.id, facts.state);
	state.listEtag = list.etag;
}

/** Undefined when nothing has changed. */
async function readChangedPages({
	client,
	repository,
	state,
}: Cycle): Promise<{ listed: readonly Listed[]; etag: string | undefined } | undefined> {
	let answer = await client.get(`repos/${repository}/actions/runs?per_page=${PAGE_SIZE}`, state.listEtag);
	if (answer.kind === "unchanged") return undefined;
	if (answer.kind === "missing") throw unknownRepository(repository);
	const { etag } = answer;
	const listed = readListed(answer.body);
	// A burst of runs fills more than one page; a page that holds a run we know is the last of interest.
	for (let page = 1; page < MAX_PAGES && state.seen.size > 0; page++) {
		if (listed.some(({ facts }) => state.seen.has(facts.id))) break;
		if (answer.next === undefined) break;
		answer = await client.get(answer.next);
		if (answer.kind !== "fresh") break;
		listed.push(...readListed(answer.body));
	}
	return { listed, etag };
}

function readListed(body: unknown): Listed[] {
	if (!isPayload(body)) return [];
	return readObjects(body, "workflow_runs").flatMap((run) => {
		const facts = findRunFacts(run);
		return facts === undefined ? [] : [{ run, facts }];
	});
}

function isWorthTelling(facts: RunFacts, { clock, wants }: Cycle): boolean {
	return !facts.isFinished || isWanted(facts, wants) || clock.nowMs() - facts.updatedAtMs < HORIZON_MS;
}

function unknownRepository(repository: string): BusError {
	return new BusError(
		"SOURCE_FAILED",
		`Cannot poll "${repository}": GitHub knows no such repository, or the token may not see it`,
		{
			hint: "Check the name, and: gh auth status",
		},
	);
}
