/** Matchers, compiled once and asked of every event. */
import type { Comparison, Operator } from "./comparison.js";
import type { ValueTest } from "./compile-comparison.js";
import { compileComparison } from "./compile-comparison.js";
import { compileSha } from "./compile-sha.js";
import type { Expression } from "./expression.js";
import type { EventTest, MatcherClause } from "./matcher-clause.js";
import { MAX_MATCHERS } from "./matcher-limits.js";
import { matcherError } from "./matcher-error.js";
import { parseMatcher } from "./parse-matcher.js";
import type { Pivot } from "./pivot.js";
import { choosePivot, toPivot } from "./pivot.js";
import type { Found } from "./read-path.js";
import { compilePath, toCanonicalPath } from "./read-path.js";
import type { SelectionFlags } from "./selection-comparisons.js";
import { toComparisonGroups } from "./selection-comparisons.js";

/** Which events are meant. Every part that is present must hold; with none, every event is meant. */
export interface MatcherSpecs extends SelectionFlags {
	/** `KEY OP VALUE` each. */
	readonly match?: readonly string[];
	readonly cel?: string;
	readonly jmespath?: string;
}

export interface CompiledMatcher {
	readonly matches: EventTest;
	readonly pivot: Pivot | undefined;
	/** All of its equalities that an index could look up. */
	readonly pivots: readonly Pivot[];
	/** Whether it asks about the conclusion itself, so that a match means "it happened". */
	readonly namesConclusion: boolean;
	/** For people, and for `why`. */
	readonly text: string;
	/** The canonical paths it looks at. */
	readonly paths: readonly string[];
	readonly clauses: readonly MatcherClause[];
}

/**
 * Compiles a selection: AND across the flags and across distinct keys of `match`.
 *
 * Within one key, `=`, `^=`, `*=` and `~=` are alternatives: `source=docker`, `source=pytest` means either.
 * `!=` and the orderings all hold: `a!=1`, `a!=2` means neither, and `x>1`, `x<5` is a range.
 * A missing value matches nothing, not even `!=`; it differs from null. `true` is not 1.
 * @throws BusError MATCHER_INVALID
 */
export async function compileMatchers(specs: MatcherSpecs): Promise<CompiledMatcher> {
	const groups = [...toComparisonGroups(specs), ...groupAlternatives(parseMatchers(specs.match ?? []))];
	const sha = specs.sha === undefined ? undefined : compileSha(specs.sha);
	const comparisons = await Promise.all(groups.map(compileGroup));
	const clauses = [
		...comparisons,
		...(sha === undefined ? [] : [sha.clause]),
		...(await compileExpressions(specs)),
	];
	const pivots = [sha?.pivot, ...groups.map((group) => toPivot(pathOf(group), group))].filter(
		(pivot) => pivot !== undefined,
	);
	return {
		matches: toConjunction(clauses),
		pivot: choosePivot(pivots),
		pivots,
		namesConclusion: clauses.some(isAboutConclusion),
		text: clauses.length === 0 ? "any event" : clauses.map(({ text }) => text).join(" and "),
		paths: [...new Set(clauses.flatMap(({ path }) => path ?? []))],
		clauses,
	};
}

function parseMatchers(texts: readonly string[]): readonly Comparison[] {
	if (texts.length <= MAX_MATCHERS) return texts.map(parseMatcher);
	throw matcherError(
		texts[0] ?? "",
		`it is one of ${texts.length} matchers, and ${MAX_MATCHERS} are allowed`,
		{ hint: "Use one regular expression: 'name~=^(a|b|c)$'" },
	);
}

/** Groups of which every one must hold, by way of any of its members. All members have the same path. */
function groupAlternatives(comparisons: readonly Comparison[]): readonly (readonly Comparison[])[] {
	const alternatives = new Map<string, Comparison[]>();
	const required: (readonly Comparison[])[] = [];
	for (const comparison of comparisons) {
		const path = pathOf([comparison]);
		if (isAlternative(comparison)) alternatives.set(path, [...(alternatives.get(path) ?? []), comparison]);
		else required.push([comparison]);
	}
	return [...alternatives.values(), ...required];
}

function isAlternative({ operator }: Comparison): boolean {
	return operator === "=" || operator === "^=" || operator === "*=" || operator === "~=";
}

function pathOf(group: readonly Comparison[]): string {
	return toCanonicalPath(group[0]?.path ?? []).join(".");
}

async function compileGroup(group: readonly Comparison[]): Promise<MatcherClause> {
	const path = pathOf(group);
	const read = compilePath(path.split("."));
	const tests = await Promise.all(group.map(compileComparison));
	const text = group.map((comparison) => comparison.text).join(" or ");
	return {
		text: group.length > 1 ? `(${text})` : text,
		path,
		equals: textsOf(group, "="),
		prefixes: textsOf(group, "^="),
		matches: (event, payload) => hasPassed(tests, read(event, payload)),
		explain: undefined,
	};
}

function textsOf(group: readonly Comparison[], wanted: Operator): readonly string[] {
	return group.flatMap(({ operator, literal }) =>
		operator === wanted && "text" in literal ? [literal.text] : [],
	);
}

function hasPassed(tests: readonly ValueTest[], value: Found): boolean {
	return tests.some((test) => test(value));
}

async function compileExpressions({ cel, jmespath }: MatcherSpecs): Promise<readonly MatcherClause[]> {
	const clauses: MatcherClause[] = [];
	// Loaded on demand: few waits need them, and every daemon would pay with its start and its memory.
	if (jmespath !== undefined) {
		const { compileJmespath } = await import("./jmespath.js");
		clauses.push(toClause(jmespath, compileJmespath(jmespath)));
	}
	if (cel !== undefined) {
		const { compileCel } = await import("./cel.js");
		clauses.push(toClause(cel, compileCel(cel)));
	}
	return clauses;
}

function toClause(text: string, { matches, explain }: Expression): MatcherClause {
	return { text: text.trim(), path: undefined, equals: [], prefixes: [], matches, explain };
}

/** Asks what is cheap first: the payload has to be parsed, and expressions come last as they are. */
function toConjunction(clauses: readonly MatcherClause[]): EventTest {
	const isCostly = ({ path }: MatcherClause): boolean =>
		path === undefined || path === "payload" || path.startsWith("payload.");
	const ordered = [...clauses.filter((clause) => !isCostly(clause)), ...clauses.filter(isCostly)];
	const [only, ...others] = ordered;
	if (only !== undefined && others.length === 0) return only.matches;
	return (event, payload) => ordered.every((clause) => clause.matches(event, payload));
}

function isAboutConclusion({ path, text }: MatcherClause): boolean {
	return path === undefined ? /\bconclusion\b/.test(text) : path === "fields.conclusion";
}
