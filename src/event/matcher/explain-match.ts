/** Says of one event why a matcher takes it or leaves it. */
import type { BusEvent } from "../event.js";
import { toPrintable } from "../printable.js";
import type { CompiledMatcher } from "./compile-matcher.js";
import type { MatcherClause } from "./matcher-clause.js";
import type { Found, Payload } from "./read-path.js";
import { readPath } from "./read-path.js";

const MAX_SHOWN_LENGTH = 80;

export interface ClauseExplanation {
	readonly text: string;
	readonly isMatch: boolean;
	/** `fields.exit_code is missing`, `source is "docker"` */
	readonly reason: string;
}

export function explainMatch(
	matcher: CompiledMatcher,
	event: BusEvent,
	payload?: Payload,
): readonly ClauseExplanation[] {
	return matcher.clauses.map((clause) => ({
		text: clause.text,
		isMatch: clause.matches(event, payload),
		reason: reasonOf(clause, event, payload),
	}));
}

function reasonOf({ path, explain }: MatcherClause, event: BusEvent, payload: Payload | undefined): string {
	if (path === undefined) return explain?.(event, payload) ?? "";
	const found = readPath(event, path, payload);
	return found === undefined ? `${path} is missing` : `${path} is ${showValue(found)}`;
}

/** A value of an event on one short line. */
export function showValue(value: NonNullable<Found> | null): string {
	if (typeof value === "bigint") return String(value);
	if (Array.isArray(value)) return `an array of ${value.length}`;
	if (typeof value === "object" && value !== null) return "an object";
	const text = toPrintable(JSON.stringify(value));
	return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}
