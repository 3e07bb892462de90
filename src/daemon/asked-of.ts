/** What is asked of one source, worked out as far as it is read: thousands may ask. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { MatcherClause } from "../event/matcher/matcher-clause.js";
import type { Demand } from "../sources/source.js";
import { asksFor, type AskTarget, asksWhoeverKnows, valuesAt } from "./matcher-sources.js";

/** One who asks. */
export type Asked = readonly CompiledMatcher[];

export interface Askers {
	/** Those who name the source in full, or a type of its events. */
	readonly naming: readonly ReadonlySet<Asked>[];
	/** Those who ask whichever source knows, or whichever's name begins so. */
	readonly ofAny: ReadonlySet<Asked>;
}

export class AskedOf implements Demand {
	readonly #target: AskTarget;
	readonly #askers: Askers;
	#matchers: readonly (readonly CompiledMatcher[])[] | undefined;

	constructor(target: AskTarget, askers: Askers) {
		this.#target = target;
		this.#askers = askers;
	}

	get isNamed(): boolean {
		const { naming, ofAny } = this.#askers;
		if (naming.some(({ size }) => size > 0)) return true;
		return [...ofAny].some((asked) => asked.some((matcher) => asksFor(matcher, this.#target)));
	}

	get listeners(): number {
		return this.#asked().length;
	}

	get repos(): readonly string[] {
		return [...new Set(this.#asked().flat().flatMap(reposOf))];
	}

	get equalities(): ReadonlyMap<string, readonly string[]> {
		return this.#collect(({ equals }) => equals);
	}

	get prefixes(): ReadonlyMap<string, readonly string[]> {
		return this.#collect(({ prefixes }) => prefixes);
	}

	/** Of each who asks, what concerns the source. */
	#asked(): readonly (readonly CompiledMatcher[])[] {
		if (this.#matchers !== undefined) return this.#matchers;
		const { naming, ofAny } = this.#askers;
		const all = new Set([...naming, ofAny].flatMap((set) => [...set]));
		this.#matchers = [...all]
			.map((asked) => asked.filter((matcher) => asksFor(matcher, this.#target) || asksWhoeverKnows(matcher)))
			.filter((asked) => asked.length > 0);
		return this.#matchers;
	}

	#collect(valuesOf: (clause: MatcherClause) => readonly string[]): ReadonlyMap<string, readonly string[]> {
		const collected = new Map<string, Set<string>>();
		for (const clause of this.#asked().flatMap((matchers) => matchers.flatMap(({ clauses }) => clauses))) {
			if (clause.path === undefined) continue;
			const values = collected.get(clause.path) ?? new Set();
			for (const value of valuesOf(clause)) values.add(value);
			if (values.size > 0) collected.set(clause.path, values);
		}
		return new Map([...collected].map(([path, values]) => [path, [...values]]));
	}
}

function reposOf(matcher: CompiledMatcher): readonly string[] {
	const repos = valuesAt(matcher, "repo");
	return valuesAt(matcher, "owner").flatMap((owner) => repos.map((repo) => `${owner}/${repo}`));
}
