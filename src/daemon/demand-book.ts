/** What those who wait and listen ask of each source. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Demand } from "../sources/source.js";
import { type Asked, AskedOf } from "./asked-of.js";
import { type AskTarget, asksByPrefix, asksWhoeverKnows, namesOf, typesOf } from "./matcher-sources.js";

export interface Interest extends AskTarget {
	/** Something else is asked of it: this besides, or less than before. */
	readonly onChange: (added: Demand | undefined) => void;
}

/** Kept by the source that is asked, so that ten thousand waits for one cost the others nothing. */
export class DemandBook {
	readonly #bySource = new Map<string, Set<Asked>>();
	readonly #byType = new Map<string, Set<Asked>>();
	/** Those who may ask any source: whichever knows, or whichever's name begins so. */
	readonly #ofAny = new Set<Asked>();
	readonly #interests = new Set<Interest>();

	/** @returns how to end that */
	follow(interest: Interest): () => void {
		this.#interests.add(interest);
		return () => void this.#interests.delete(interest);
	}

	/** @returns how to take it back */
	add(matchers: readonly CompiledMatcher[]): () => void {
		// A copy: each entry is one who asks, also when two ask for the same.
		const entry = [...matchers];
		const sources = new Set(entry.flatMap(namesOf));
		const types = new Set(entry.flatMap(typesOf));
		const isOfAny = entry.some((matcher) => asksWhoeverKnows(matcher) || asksByPrefix(matcher));
		const sets = [
			...[...sources].map((source) => setAt(this.#bySource, source)),
			...[...types].map((type) => setAt(this.#byType, type)),
			...(isOfAny ? [this.#ofAny] : []),
		];
		const concerned = (): readonly Interest[] =>
			[...this.#interests].filter(
				({ source, eventTypes }) =>
					isOfAny || sources.has(source) || eventTypes.some((type) => types.has(type)),
			);
		for (const set of sets) set.add(entry);
		const alone = { naming: [], ofAny: new Set([entry]) };
		for (const interest of concerned()) interest.onChange(new AskedOf(interest, alone));
		let isTakenBack = false;
		return () => {
			if (isTakenBack) return;
			isTakenBack = true;
			for (const set of sets) set.delete(entry);
			for (const source of sources) forgetEmpty(this.#bySource, source);
			for (const type of types) forgetEmpty(this.#byType, type);
			for (const { onChange } of concerned()) onChange(undefined);
		};
	}

	/** As it is now; it costs what is read of it. */
	demandOf({ source, eventTypes }: AskTarget): Demand {
		const sets = [this.#bySource.get(source), ...eventTypes.map((type) => this.#byType.get(type))];
		const naming = sets.filter((set) => set !== undefined);
		return new AskedOf({ source, eventTypes }, { naming, ofAny: this.#ofAny });
	}
}

function setAt(sets: Map<string, Set<Asked>>, key: string): Set<Asked> {
	const set = sets.get(key) ?? new Set();
	sets.set(key, set);
	return set;
}

function forgetEmpty(sets: Map<string, Set<Asked>>, key: string): void {
	if (sets.get(key)?.size === 0) sets.delete(key);
}
