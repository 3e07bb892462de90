/** Which sources a matcher asks for. */
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { MatcherClause } from "../event/matcher/matcher-clause.js";

/** A source, by what its events have as their source and by the types that nobody else publishes. */
export interface AskTarget {
	readonly source: string;
	readonly eventTypes: readonly string[];
}

export function sourceClausesOf({ clauses }: CompiledMatcher): readonly MatcherClause[] {
	return clauses.filter(({ path }) => path === "source");
}

/** The known sources a matcher's events can come from; undefined when it says nothing of the source. */
export function sourcesOf(matcher: CompiledMatcher, known: readonly string[]): readonly string[] | undefined {
	if (sourceClausesOf(matcher).length === 0) return undefined;
	return known.filter((source) => takesSource(matcher, source));
}

/** Whether nothing that it says of the source speaks against this one. */
function takesSource(matcher: CompiledMatcher, source: string): boolean {
	return sourceClausesOf(matcher).every((clause) => clause.matches(eventOf(source)));
}

/** Whether it asks for this source by name; to leave another one out is not to ask for it. */
function namesSource(matcher: CompiledMatcher, source: string): boolean {
	const isNaming = sourceClausesOf(matcher).some(
		({ equals, prefixes }) => equals.length + prefixes.length > 0,
	);
	return isNaming && takesSource(matcher, source);
}

/** Whether it asks for this source, by its name or by a type that nobody else publishes. */
export function asksFor(matcher: CompiledMatcher, { source, eventTypes }: AskTarget): boolean {
	return namesSource(matcher, source) || typesOf(matcher).some((type) => eventTypes.includes(type));
}

/** Those that it names in full. */
export function namesOf(matcher: CompiledMatcher): readonly string[] {
	return valuesAt(matcher, "source");
}

/** The event types that it asks for, whichever source they are of. */
export function typesOf(matcher: CompiledMatcher): readonly string[] {
	return sourceClausesOf(matcher).length > 0 ? [] : valuesAt(matcher, "event_type");
}

export function asksByPrefix(matcher: CompiledMatcher): boolean {
	return sourceClausesOf(matcher).some(({ prefixes }) => prefixes.length > 0);
}

/** Whether it names a commit or a repository and no source. */
export function asksWhoeverKnows(matcher: CompiledMatcher): boolean {
	if (sourceClausesOf(matcher).length > 0) return false;
	// Events of this machine: no server knows of them.
	if (valuesAt(matcher, "owner").includes("local")) return false;
	return matcher.clauses.some(({ path }) => path === "fields.head_sha" || path === "repo");
}

export function valuesAt({ clauses }: CompiledMatcher, wanted: string): readonly string[] {
	return clauses.flatMap(({ path, equals }) => (path === wanted ? equals : []));
}

// A clause about the source looks at nothing else.
export function eventOf(source: string): BusEvent {
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
