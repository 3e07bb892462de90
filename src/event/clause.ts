/** Clauses of composed waits: `source:KEY=VALUE`. */
import type { CompiledMatcher } from "./matcher/compile-matcher.js";
import { compileMatchers } from "./matcher/compile-matcher.js";
import { matcherError } from "./matcher/matcher-error.js";
import { MAX_MATCHER_LENGTH } from "./matcher/matcher-limits.js";
import { indexOfOperator } from "./matcher/parse-matcher.js";

export interface Clause {
	/** As it was typed. */
	readonly text: string;
	readonly source?: string;
	/** `KEY OP VALUE`. Absent means any event of the source. */
	readonly match?: string;
}

const SOURCE = /^[a-z][a-z0-9_.-]*$/;
const CAPITALISED_SOURCE = /^[a-z][a-z0-9_-]*$/i;
const HINT = "Write 'source:KEY=VALUE', for example: --all-of 'docker:fields.action=die'";

/**
 * Splits a clause. What comes before a colon that comes before any operator is the source; a source alone
 * means any event of it; without a source the matcher looks at events of all sources.
 * @throws BusError MATCHER_INVALID. What the matcher says is parsed by {@link compileClause}.
 */
export function parseClause(text: string): Clause {
	if (text.length > MAX_MATCHER_LENGTH)
		throw invalid(text, `${text.length} characters, and ${MAX_MATCHER_LENGTH} are allowed`);
	const operatorIndex = indexOfOperator(text)?.index;
	const head = text.slice(0, operatorIndex);
	const colonIndex = head.indexOf(":");
	if (colonIndex < 0) return operatorIndex === undefined ? parseSourceAlone(text) : { text, match: text };
	const source = head.slice(0, colonIndex).trim();
	const match = text.slice(colonIndex + 1);
	if (SOURCE.test(source)) {
		if (match.trim() === "") throw invalid(text, `no matcher after "${source}:"`, colonIndex + 1);
		return { text, source, match };
	}
	if (CAPITALISED_SOURCE.test(source))
		throw invalid(text, `a source's name is in lower case, "${source}" is not`, 0);
	return { text, match: text };
}

/** @throws BusError MATCHER_INVALID */
export async function compileClause(text: string): Promise<CompiledMatcher> {
	const { source, match } = parseClause(text);
	const matcher = await compileMatchers({
		...(source === undefined ? {} : { source }),
		match: match === undefined ? [] : [match],
	});
	return { ...matcher, text: text.trim() };
}

function parseSourceAlone(text: string): Clause {
	const source = text.trim();
	if (SOURCE.test(source)) return { text, source };
	throw invalid(text, "neither a source nor a matcher");
}

function invalid(text: string, problem: string, index?: number): Error {
	return matcherError(text, problem, {
		what: "clause",
		hint: HINT,
		...(index === undefined ? {} : { index }),
	});
}
