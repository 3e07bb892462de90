/** Why one clause of a wait has not matched: what the log says about what it asks for. */
import type { CommittedEvent } from "../bus/committed-event.js";
import { formatDuration } from "../event/duration.js";
import { timeOfEventId } from "../event/event-id.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import { explainMatch, showValue } from "../event/matcher/explain-match.js";
import type { MatcherClause } from "../event/matcher/matcher-clause.js";
import { readPath } from "../event/matcher/read-path.js";
import { toPrintable } from "../event/printable.js";
import type { Finding } from "../protocol/messages.js";
import { findNearestField } from "./nearest-field.js";

/** What a clause is held against. */
export interface Evidence {
	/** The newest events that the clause could be about, oldest first. */
	readonly recent: readonly CommittedEvent[];
	/** The sources that those events are of; undefined when the clause names none. */
	readonly sources: readonly string[] | undefined;
}

const MAX_VALUES = 8;

/** The fields that it asks for and no recent event has: as it stands, it cannot match. */
export function findUnknownFields(matcher: CompiledMatcher, evidence: Evidence): readonly Finding[] {
	const { recent } = evidence;
	if (recent.length === 0) return [];
	const missing = matcher.paths.filter((path) =>
		recent.every((committed) => read(committed, path) === undefined),
	);
	return missing.map((path) => {
		const nearest = findNearestField(path, recent);
		const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
		const text = `${lacks(evidence)} the field ${shortOf(path)}${meant}`;
		return { kind: "unknown_field", clause: matcher.text, text, next: lookAt(evidence) };
	});
}

/** The newest event that it would have taken, had the wait begun before; `startedAtMs` is when it did begin. */
export function findEarlierMatch(
	matcher: CompiledMatcher,
	{ recent }: Evidence,
	startedAtMs: number,
): readonly Finding[] {
	const matched = recent.findLast(({ event, payload }) => matcher.matches(event, payload));
	if (matched === undefined) return [];
	const atMs = timeOfEventId(matched.event.event_id);
	const clause = matcher.text;
	if (atMs > startedAtMs) {
		const text = `${nameOf(matched)} matched, but came before the steps that go before it`;
		return [{ kind: "out_of_order", clause, text, next: null }];
	}
	const ago = formatDuration(Math.max(1, startedAtMs - atMs));
	const next = `waitbus wait … --since ${new Date(atMs).toISOString()}`;
	return [
		{ kind: "matched_before", clause, text: `${nameOf(matched)} matched ${ago} before the wait began`, next },
	];
}

/** The parts that hold of no recent event, with the values that were seen instead. */
export function findUnseenValues(matcher: CompiledMatcher, evidence: Evidence): readonly Finding[] {
	const unseen = matcher.clauses.filter(
		({ path, matches }) =>
			path !== undefined && !evidence.recent.some(({ event, payload }) => matches(event, payload)),
	);
	return unseen.flatMap((part) => {
		const seen = valuesSeen(part, evidence.recent);
		if (seen.length === 0) return [];
		const text = `${lacks(evidence)} ${part.text}; seen: ${seen.join(", ")}`;
		return [{ kind: "unseen_value", clause: matcher.text, text, next: lookAt(evidence) }];
	});
}

/** The newest of the events that fail in the fewest points, when that is one. */
export function findNearMiss(matcher: CompiledMatcher, { recent }: Evidence): readonly Finding[] {
	for (const committed of recent.toReversed()) {
		const failed = explainMatch(matcher, committed.event, committed.payload).filter(
			({ isMatch }) => !isMatch,
		);
		const [only] = failed;
		if (failed.length !== 1 || only === undefined) continue;
		const text = `${nameOf(committed)} came nearest, but ${only.reason.replace(/^fields\./, "")}, and ${only.text} is wanted`;
		return [{ kind: "near_miss", clause: matcher.text, text, next: null }];
	}
	return [];
}

/** The command that shows what such events look like. */
function lookAt({ sources }: Evidence): string {
	const [source] = sources ?? [];
	return `waitbus tail --no-follow --json${source === undefined ? "" : ` --source ${source}`}`;
}

function lacks({ recent, sources }: Evidence): string {
	const whose = sources?.length === 1 ? `${sources[0]} ` : "";
	return recent.length === 1
		? `the only ${whose}event does not have`
		: `none of the last ${recent.length} ${whose}events has`;
}

function valuesSeen({ path = "" }: MatcherClause, recent: readonly CommittedEvent[]): readonly string[] {
	const seen = new Set<string>();
	for (const committed of recent.toReversed()) {
		const value = read(committed, path);
		if (value !== undefined) seen.add(showValue(value));
		if (seen.size > MAX_VALUES) return [...[...seen].slice(0, MAX_VALUES), "…"];
	}
	return [...seen];
}

function nameOf({ event }: CommittedEvent): string {
	return `${event.event_id} (${toPrintable(event.summary)})`;
}

function read({ event, payload }: CommittedEvent, path: string): ReturnType<typeof readPath> {
	return readPath(event, path, payload);
}

function shortOf(path: string): string {
	return path.replace(/^fields\./, "");
}
