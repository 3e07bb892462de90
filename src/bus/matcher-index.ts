/** Finds who may want an event at a cost that grows with who does, not with who is there. */
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import { compilePivotKey } from "../event/matcher/pivot.js";

/** Those who want one of some values under one path. */
interface Branch<Reader> {
	readonly keyOf: (event: BusEvent) => string;
	readonly buckets: Map<string, Set<Reader>>;
}

/** Readers are kept under one equality that each of their matchers contains, or apart when one has none. */
export class MatcherIndex<Reader> {
	readonly #byPath = new Map<string, Branch<Reader>>();
	readonly #unindexed = new Set<Reader>();

	add(reader: Reader, matchers: readonly CompiledMatcher[]): void {
		for (const bucket of this.#bucketsFor(matchers)) bucket.add(reader);
	}

	delete(reader: Reader, matchers: readonly CompiledMatcher[]): void {
		this.#unindexed.delete(reader);
		for (const { pivot } of matchers) {
			if (pivot === undefined) continue;
			for (const value of pivot.values) this.#deleteAt(pivot.path, value, reader);
		}
	}

	/** Everyone whose matchers may match: each reader once. */
	candidates(event: BusEvent): Iterable<Reader> {
		const hits: ReadonlySet<Reader>[] = this.#unindexed.size > 0 ? [this.#unindexed] : [];
		for (const { keyOf, buckets } of this.#byPath.values()) {
			const bucket = buckets.get(keyOf(event));
			if (bucket !== undefined) hits.push(bucket);
		}
		const [only] = hits;
		// A copy in any case: a reader may leave while it is being told.
		return hits.length === 1 && only !== undefined ? [...only] : new Set(hits.flatMap((hit) => [...hit]));
	}

	*#bucketsFor(matchers: readonly CompiledMatcher[]): Iterable<Set<Reader>> {
		if (matchers.length === 0) yield this.#unindexed;
		for (const { pivot } of matchers) {
			if (pivot === undefined) yield this.#unindexed;
			else for (const value of pivot.values) yield this.#bucketAt(pivot.path, value);
		}
	}

	#bucketAt(path: string, value: string): Set<Reader> {
		const branch = this.#byPath.get(path) ?? {
			keyOf: compilePivotKey(path),
			buckets: new Map<string, Set<Reader>>(),
		};
		this.#byPath.set(path, branch);
		const bucket = branch.buckets.get(value) ?? new Set<Reader>();
		branch.buckets.set(value, bucket);
		return bucket;
	}

	#deleteAt(path: string, value: string, reader: Reader): void {
		const buckets = this.#byPath.get(path)?.buckets;
		const bucket = buckets?.get(value);
		bucket?.delete(reader);
		if (bucket?.size === 0) buckets?.delete(value);
		if (buckets?.size === 0) this.#byPath.delete(path);
	}
}
