/** What those who wait and listen ask of each source. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Demand } from "../sources/source.js";

type Matchers = readonly CompiledMatcher[];

/** Kept by the source that is asked, so that ten thousand waits for one cost the others nothing. */
export class DemandBook {
	readonly #bySource = new Map<string, Set<Matchers>>();
	/** Those who ask whichever source knows. */
	readonly #ofAny = new Set<Matchers>();
	readonly #listeners = new Map<string, () => void>();

	/** Calls the listener when something else is asked of the source. */
	onChange(source: string, listener: () => void): void {
		this.#listeners.set(source, listener);
	}

	/** @returns how to take it back */
	add(matchers: Matchers): () => void {
		// A copy: each entry is one who asks, also when two ask for the same.
		const entry = [...matchers];
		const sources = new Set(entry.flatMap(sourcesOf));
		const isOfAny = entry.some(asksAny);
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
		const asked = [...new Set([...(this.#bySource.get(source) ?? []), ...this.#ofAny])];
		const matchers = asked.flat().filter((matcher) => mayBeOf(source, matcher));
		const equalities = new Map<string, readonly string[]>();
		for (const { path, equals } of matchers.flatMap(({ clauses }) => clauses)) {
			if (path === undefined || equals === undefined) continue;
			equalities.set(path, [...new Set([...(equalities.get(path) ?? []), ...equals])]);
		}
		return { repos: [...new Set(matchers.flatMap(reposOf))], equalities, listeners: asked.length };
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

function mayBeOf(source: string, matcher: CompiledMatcher): boolean {
	return sourcesOf(matcher).includes(source) || asksAny(matcher);
}

/** Whether it names no source, and says more than that any event would do. */
function asksAny(matcher: CompiledMatcher): boolean {
	if (sourcesOf(matcher).length > 0) return false;
	return matcher.clauses.some(({ path }) => path === "fields.head_sha" || path === "repo");
}

function sourcesOf(matcher: CompiledMatcher): readonly string[] {
	return equalsOf(matcher, "source");
}

function reposOf(matcher: CompiledMatcher): readonly string[] {
	const repos = equalsOf(matcher, "repo");
	return equalsOf(matcher, "owner").flatMap((owner) => repos.map((repo) => `${owner}/${repo}`));
}

function equalsOf({ clauses }: CompiledMatcher, wanted: string): readonly string[] {
	return clauses.flatMap(({ path, equals }) => (path === wanted ? (equals ?? []) : []));
}
