/** The waits that are going on, and what can be said of one before it begins. */
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import { findUnknownSources } from "./unknown-sources.js";
import type { SubjectActivity } from "./subject-activity.js";
import type { WaitActivity } from "./wait-activity.js";

export type Waiting = WaitActivity | SubjectActivity;

export class WaitBook {
	readonly #waits = new Set<Waiting>();
	readonly #knownSources: () => readonly string[];

	constructor(knownSources: () => readonly string[]) {
		this.#knownSources = knownSources;
	}

	get size(): number {
		return this.#waits.size;
	}

	add(wait: Waiting): void {
		this.#waits.add(wait);
	}

	delete(wait: Waiting): void {
		this.#waits.delete(wait);
	}

	all(): readonly Waiting[] {
		return [...this.#waits];
	}

	/** The sources that the log holds events of. */
	knownSources(): readonly string[] {
		return this.#knownSources();
	}

	/** One line for each source that nobody has ever published as. */
	notesOn(spec: CompiledWaitSpec): readonly string[] {
		const known = this.#knownSources();
		const unknown = [...spec.clauses, ...spec.unless].flatMap((matcher) =>
			findUnknownSources(matcher, known),
		);
		return [...new Set(unknown.map(({ text }) => text))];
	}
}
