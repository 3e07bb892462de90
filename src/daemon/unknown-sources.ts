/** Sources that a matcher asks for and that nobody has ever published as: most often a slip of the keyboard. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import { findNearestName } from "../event/nearest-name.js";
import type { KnownSources } from "./known-sources.js";
import { eventOf, sourceClausesOf } from "./matcher-sources.js";

export interface UnknownSource {
	/** One line for people. */
	readonly text: string;
	/** The known source that was probably meant. */
	readonly nearest: string | undefined;
}

const MAX_SHOWN_SOURCES = 12;

export function findUnknownSources(
	matcher: CompiledMatcher,
	{ names, findMistake }: KnownSources,
): readonly UnknownSource[] {
	return sourceClausesOf(matcher)
		.filter((clause) => !names.some((source) => clause.matches(eventOf(source))))
		.map(({ text }) => findMistake(nameIn(text)) ?? toUnknownSource(text, names));
}

function toUnknownSource(clause: string, known: readonly string[]): UnknownSource {
	const nearest = findNearestName(nameIn(clause), known);
	const shown = known.slice(0, MAX_SHOWN_SOURCES).join(", ");
	const seen = known.length === 0 ? "the log is empty" : `known sources: ${shown}`;
	const meant = nearest === undefined ? ` (${seen})` : `; did you mean ${nearest}?`;
	return { text: `no event has ever had ${clause}${meant}`, nearest };
}

function nameIn(clause: string): string {
	return clause.replace(/^source=/, "");
}
