/** How far each kind of wait has come. */
import type { BusEvent } from "./event.js";
import type { CompiledMatcher } from "./matcher/compile-matcher.js";
import type { Payload } from "./matcher/read-path.js";
import type { CompiledWaitSpec } from "./wait-spec.js";

export interface ClauseProgress {
	readonly text: string;
	/** The latest event that it took. */
	readonly matchedEventId: string | undefined;
	/** How many events it has taken; of a count within a time, those that were recent at the latest. */
	readonly matches: number;
}

interface Observation {
	readonly event: BusEvent;
	readonly payload: Payload | undefined;
	readonly atMs: number;
}

/** An event that counts, and whether a clause that took it asks how it went. */
export interface Taken {
	readonly event: BusEvent;
	readonly asksVerdict: boolean;
}

export interface Progress {
	/** The events that complete the wait, once there are enough. */
	take(observation: Observation): readonly Taken[] | undefined;
	deadlineMs(): number | undefined;
	state(): readonly ClauseProgress[];
}

export function createProgress(spec: CompiledWaitSpec, startedAtMs: number): Progress {
	const tally = new Tally(spec.clauses);
	const base = { deadlineMs: () => undefined, state: () => tally.state() };
	switch (spec.mode) {
		case "first":
		case "first_of":
			return { ...base, take: takeAny(tally) };
		case "all_of":
			return { ...base, take: takeAll(tally) };
		case "sequence":
			return { ...base, take: takeInOrder(tally) };
		case "count":
			return { ...base, ...countWithin(tally, spec) };
		case "absence":
			return { ...base, ...watchAbsence(tally, spec.forMs, startedAtMs) };
	}
}

function takeAny(tally: Tally): Progress["take"] {
	return (observation) => {
		const takers = tally.indexes.filter((index) => tally.take(index, observation));
		return takers.length > 0 ? [toTaken(tally, observation, takers)] : undefined;
	};
}

/** Each clause stays satisfied by the first event it took; one event may satisfy several. */
function takeAll(tally: Tally): Progress["take"] {
	const taken: Taken[] = [];
	let outstanding = tally.indexes;
	return (observation) => {
		const takers = outstanding.filter((index) => tally.take(index, observation));
		if (takers.length > 0) taken.push(toTaken(tally, observation, takers));
		outstanding = outstanding.filter((index) => !takers.includes(index));
		return outstanding.length === 0 ? taken : undefined;
	};
}

/** One event advances one step. */
function takeInOrder(tally: Tally): Progress["take"] {
	const taken: Taken[] = [];
	return (observation) => {
		const step = taken.length;
		if (tally.take(step, observation)) taken.push(toTaken(tally, observation, [step]));
		return taken.length === tally.indexes.length ? taken : undefined;
	};
}

function countWithin(
	tally: Tally,
	{
		count,
		withinMs = Number.POSITIVE_INFINITY,
	}: { readonly count: number; readonly withinMs: number | undefined },
): Pick<Progress, "take" | "state"> {
	let recent: readonly Observation[] = [];
	return {
		take: (observation) => {
			if (!tally.take(0, observation)) return undefined;
			recent = [...recent.filter(({ atMs }) => observation.atMs - atMs <= withinMs), observation];
			return recent.length >= count ? recent.map((each) => toTaken(tally, each, [0])) : undefined;
		},
		state: () => tally.state().map((clause) => ({ ...clause, matches: recent.length })),
	};
}

function watchAbsence(
	tally: Tally,
	forMs: number,
	startedAtMs: number,
): Pick<Progress, "take" | "deadlineMs"> {
	let quietSinceMs = startedAtMs;
	return {
		take: (observation) => {
			if (tally.take(0, observation)) quietSinceMs = observation.atMs;
			return undefined;
		},
		deadlineMs: () => quietSinceMs + forMs,
	};
}

function toTaken(tally: Tally, { event }: Observation, takers: readonly number[]): Taken {
	return { event, asksVerdict: takers.some((index) => tally.asksVerdict(index)) };
}

class Tally {
	readonly indexes: readonly number[];
	readonly #clauses: readonly CompiledMatcher[];
	readonly #state: ClauseProgress[];

	constructor(clauses: readonly CompiledMatcher[]) {
		this.indexes = clauses.map((_, index) => index);
		this.#clauses = clauses;
		this.#state = clauses.map(({ text }) => ({ text, matchedEventId: undefined, matches: 0 }));
	}

	/** Whether the clause matches the event, which is then counted. */
	take(index: number, { event, payload }: Observation): boolean {
		const clause = this.#clauses[index];
		if (clause === undefined || !clause.matches(event, payload)) return false;
		const matches = (this.#state[index]?.matches ?? 0) + 1;
		this.#state[index] = { text: clause.text, matchedEventId: event.event_id, matches };
		return true;
	}

	// Who asked for a conclusion by name has the answer "it happened"; the others ask what it was.
	asksVerdict(index: number): boolean {
		return this.#clauses[index]?.namesConclusion === false;
	}

	state(): readonly ClauseProgress[] {
		return [...this.#state];
	}
}
