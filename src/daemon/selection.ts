/** A selection of the wire as the matcher that implements it. */
import {
	type CompiledMatcher,
	compileMatchers,
	type MatcherSpecs,
} from "../event/matcher/compile-matcher.js";
import type { Selection } from "../protocol/messages.js";

/** Undefined when the selection names nothing: every event is meant. @throws BusError MATCHER_INVALID */
export async function compileSelection(selection: Selection): Promise<CompiledMatcher | undefined> {
	const specs = toMatcherSpecs(selection);
	return specs === undefined ? undefined : await compileMatchers(specs);
}

export function toMatcherSpecs(selection: Selection): MatcherSpecs | undefined {
	const { match, match_cel, match_jmespath, source, event_type, to, sha, repo } = selection;
	const specs = { match, cel: match_cel, jmespath: match_jmespath, source, event_type, to, sha, repo };
	const present = Object.entries(specs).filter(([, value]) => value !== undefined && value.length > 0);
	return present.length === 0 ? undefined : (Object.fromEntries(present) as MatcherSpecs);
}
