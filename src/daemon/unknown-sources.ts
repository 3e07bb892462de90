/** Sources that a matcher asks for and that nobody has ever published as: most often a slip of the keyboard. */
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { MatcherClause } from "../event/matcher/matcher-clause.js";
import { findNearestName } from "../event/nearest-name.js";

export interface UnknownSource {
	/** One line for people. */
	readonly text: string;
	/** The known source that was probably meant. */
	readonly nearest: string | undefined;
}

const MAX_SHOWN_SOURCES = 12;

export function findUnknownSources(
	matcher: CompiledMatcher,
	known: readonly string[],
): readonly UnknownSource[] {
	return sourceClausesOf(matcher)
		.filter((clause) => !known.some((source) => clause.matches(eventOf(source))))
		.map(({ text }) => toUnknownSource(text, known));
}

/** The known sources a matcher's events can come from; undefined when it names none. */
export function sourcesOf(matcher: CompiledMatcher, known: readonly string[]): readonly string[] | undefined {
	if (sourceClausesOf(matcher).length === 0) return undefined;
	return known.filter((source) => takesSource(matcher, source));
}

/** Whether nothing that it says of the source speaks against this one. */
export function takesSource(matcher: CompiledMatcher, source: string): boolean {
	return sourceClausesOf(matcher).every((clause) => clause.matches(eventOf(source)));
}

export function sourceClausesOf({ clauses }: CompiledMatcher): readonly MatcherClause[] {
	return clauses.filter(({ path }) => path === "source");
}

function toUnknownSource(clause: string, known: readonly string[]): UnknownSource {
	const nearest = findNearestName(clause.replace(/^source=/, ""), known);
	const shown = known.slice(0, MAX_SHOWN_SOURCES).join(", ");
	const seen = known.length === 0 ? "the log is empty" : `known sources: ${shown}`;
	const meant = nearest === undefined ? ` (${seen})` : `; did you mean ${nearest}?`;
	return { text: `no event has ever had ${clause}${meant}`, nearest };
}

// A clause about the source looks at nothing else.
function eventOf(source: string): BusEvent {
	const fields = { source };
	return {
		kind: "event",
		event_id: "",
		delivery_id: "",
		source,
		event_type: "",
		owner: "",
		repo: "",
		received_at: 0n,
		summary: "",
		fields,
	};
}
