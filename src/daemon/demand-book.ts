/** What those who wait and listen ask of each source. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { MatcherClause } from "../event/matcher/matcher-clause.js";
import type { Demand } from "../sources/source.js";
import { sourceClausesOf, takesSource } from "./unknown-sources.js";

type Matchers = readonly CompiledMatcher[];

/** Kept by the source that is asked, so that ten thousand waits for one cost the others nothing. */
export class DemandBook {
	readonly #bySource = new Map<string, Set<Matchers>>();
	/** Those who may ask any source: whichever knows, or whichever's name begins so. */
	readonly #ofAny = new Set<Matchers>();
	readonly #listeners = new Map<string, () => void>();

	/** Calls the listener when something else is asked of the source. @returns how to end that */
	onChange(source: string, listener: () => void): () => void {
		this.#listeners.set(source, listener);
		return () => {
			if (this.#listeners.get(source) === listener) this.#listeners.delete(source);
		};
	}

	/** @returns how to take it back */
	add(matchers: Matchers): () => void {
		// A copy: each entry is one who asks, also when two ask for the same.
		const entry = [...matchers];
		const sources = new Set(entry.flatMap(namesOf));
		const isOfAny = entry.some((matcher) => asksWhoeverKnows(matcher) || asksByPrefix(matcher));
		for (const source of sources) this.#askedOf(source).add(entry);
		if (isOfAny) this.#ofAny.add(entry);
		const tell = (): void => this.#tell(isOfAny ? this.#listeners.keys() : sources);
		tell();
		let isTakenBack = false;
		return () => {
			if (isTakenBack) return;
			isTakenBack = true;
			for (const source of sources) this.#forget(source, entry);
			this.#ofAny.delete(entry);
			tell();
		};
	}

	demandOf(source: string): Demand {
		const entries = [...new Set([...(this.#bySource.get(source) ?? []), ...this.#ofAny])];
		const asked = entries
			.map((matchers) => matchers.filter((matcher) => names(matcher, source) || asksWhoeverKnows(matcher)))
			.filter((matchers) => matchers.length > 0);
		const matchers = asked.flat();
		const clauses = matchers.flatMap((matcher) => matcher.clauses);
		return {
			isNamed: matchers.some((matcher) => names(matcher, source)),
			listeners: asked.length,
			repos: [...new Set(matchers.flatMap(reposOf))],
			equalities: collect(clauses, ({ equals }) => equals),
			prefixes: collect(clauses, ({ prefixes }) => prefixes),
		};
	}

	#askedOf(source: string): Set<Matchers> {
		const asked = this.#bySource.get(source) ?? new Set();
		this.#bySource.set(source, asked);
		return asked;
	}

	#forget(source: string, entry: Matchers): void {
		const asked = this.#bySource.get(source);
		asked?.delete(entry);
		if (asked?.size === 0) this.#bySource.delete(source);
	}

	#tell(sources: Iterable<string>): void {
		for (const source of sources) this.#listeners.get(source)?.();
	}
}

/** Whether it asks for this source; to leave another one out is not to ask for it. */
function names(matcher: CompiledMatcher, source: string): boolean {
	const isNaming = sourceClausesOf(matcher).some(
		({ equals, prefixes }) => equals.length + prefixes.length > 0,
	);
	return isNaming && takesSource(matcher, source);
}

/** Whether it names no source, and says more than that any event would do. */
function asksWhoeverKnows(matcher: CompiledMatcher): boolean {
	if (sourceClausesOf(matcher).length > 0) return false;
	return matcher.clauses.some(({ path }) => path === "fields.head_sha" || path === "repo");
}

function asksByPrefix(matcher: CompiledMatcher): boolean {
	return sourceClausesOf(matcher).some(({ prefixes }) => prefixes.length > 0);
}

function namesOf(matcher: CompiledMatcher): readonly string[] {
	return valuesAt(matcher, "source");
}

function reposOf(matcher: CompiledMatcher): readonly string[] {
	const repos = valuesAt(matcher, "repo");
	return valuesAt(matcher, "owner").flatMap((owner) => repos.map((repo) => `${owner}/${repo}`));
}

function valuesAt({ clauses }: CompiledMatcher, wanted: string): readonly string[] {
	return clauses.flatMap(({ path, equals }) => (path === wanted ? equals : []));
}

function collect(
	clauses: readonly MatcherClause[],
	valuesOf: (clause: MatcherClause) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
	const collected = new Map<string, readonly string[]>();
	for (const clause of clauses) {
		const { path } = clause;
		const values = valuesOf(clause);
		if (path === undefined || values.length === 0) continue;
		collected.set(path, [...new Set([...(collected.get(path) ?? []), ...values])]);
	}
	return collected;
}
