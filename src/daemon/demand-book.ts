/** What those who wait and listen ask of each source. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Demand } from "../sources/source.js";

export class DemandBook {
	readonly #asked = new Set<readonly CompiledMatcher[]>();
	readonly #listeners = new Set<() => void>();

	onChange(listener: () => void): void {
		this.#listeners.add(listener);
	}

	/** @returns how to take it back */
	add(matchers: readonly CompiledMatcher[]): () => void {
		// A copy: each entry is one who asks, also when two ask for the same.
		const entry = [...matchers];
		this.#asked.add(entry);
		this.#tell();
		return () => {
			if (this.#asked.delete(entry)) this.#tell();
		};
	}

	demandOf(source: string): Demand {
		const asked = [...this.#asked]
			.map((matchers) => matchers.filter((matcher) => mayBeOf(source, matcher)))
			.filter((matchers) => matchers.length > 0);
		const matchers = asked.flat();
		const equalities = new Map<string, readonly string[]>();
		for (const { path, equals } of matchers.flatMap(({ clauses }) => clauses)) {
			if (path === undefined || equals === undefined) continue;
			equalities.set(path, [...new Set([...(equalities.get(path) ?? []), ...equals])]);
		}
		return { repos: [...new Set(matchers.flatMap(reposOf))], equalities, listeners: asked.length };
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}
}

/** Whether it could match an event of the source, and says more than that any event would do. */
function mayBeOf(source: string, { clauses }: CompiledMatcher): boolean {
	const sources = clauses.flatMap(({ path, equals }) => (path === "source" ? (equals ?? []) : []));
	if (sources.length > 0) return sources.includes(source);
	return clauses.some(({ path }) => path === "fields.head_sha" || path === "repo");
}

function reposOf(matcher: CompiledMatcher): readonly string[] {
	const repos = equalsOf(matcher, "repo");
	return equalsOf(matcher, "owner").flatMap((owner) => repos.map((repo) => `${owner}/${repo}`));
}

function equalsOf({ clauses }: CompiledMatcher, wanted: string): readonly string[] {
	return clauses.flatMap(({ path, equals }) => (path === wanted ? (equals ?? []) : []));
}
