/** What GET /events asks for, in its query. */
import { BusError } from "../errors.js";
import type { Selection } from "../protocol/messages.js";

export interface EventsQuery {
	readonly selection: Selection;
	readonly since: string | undefined;
	readonly limit: number | undefined;
	/** Absent when the query leaves it to the format. */
	readonly isFollowing: boolean | undefined;
	/** Whether what can never come is refused. */
	readonly isStrict: boolean;
}

const TEXT_KEYS = ["match_cel", "match_jmespath", "source", "event_type", "to", "sha", "repo"] as const;
const KEYS: ReadonlySet<string> = new Set([...TEXT_KEYS, "match", "since", "limit", "follow", "strict"]);
const SWITCH_VALUES = new Map([
	["1", true],
	["true", true],
	["", true],
	["0", false],
	["false", false],
]);

/** @throws BusError REQUEST_INVALID naming the parameter */
export function parseEventsQuery(query: URLSearchParams): EventsQuery {
	const unknown = [...query.keys()].find((key) => !KEYS.has(key));
	if (unknown !== undefined)
		throw invalid(unknown, `there is no such parameter; there are ${[...KEYS].join(", ")}`);
	const texts = TEXT_KEYS.flatMap(
		(key) => findSingle(query, key)?.map((value) => [key, value] as const) ?? [],
	);
	const match = query.getAll("match");
	return {
		selection: { ...Object.fromEntries(texts), ...(match.length === 0 ? {} : { match }) },
		since: findSingle(query, "since")?.[0],
		limit: parseLimit(findSingle(query, "limit")?.[0]),
		isFollowing: parseSwitch(query, "follow"),
		isStrict: parseSwitch(query, "strict") ?? false,
	};
}

function findSingle(query: URLSearchParams, key: string): readonly string[] | undefined {
	const values = query.getAll(key);
	if (values.length > 1)
		throw invalid(key, `it is there ${values.length} times, and only match may be repeated`);
	return values.length === 0 ? undefined : values;
}

function parseLimit(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const limit = /^\d+$/.test(text) ? Number(text) : 0;
	if (limit >= 1 && Number.isSafeInteger(limit)) return limit;
	throw invalid("limit", `"${text}" is not a whole number from 1`);
}

function parseSwitch(query: URLSearchParams, key: string): boolean | undefined {
	const text = findSingle(query, key)?.[0];
	if (text === undefined) return undefined;
	const isOn = SWITCH_VALUES.get(text);
	if (isOn === undefined) throw invalid(key, `"${text}" is neither 1 nor 0`);
	return isOn;
}

function invalid(key: string, what: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot read parameter "${key.slice(0, 100)}": ${what}`, {
		hint: "GET /events?match=conclusion=failure&since=10m&follow=1",
	});
}
