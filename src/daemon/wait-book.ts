/** The waits that are going on, and what can be said of one before it begins. */
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { WaitActivity } from "./wait-activity.js";

export class WaitBook {
	readonly #waits = new Set<WaitActivity>();
	readonly #knownSources: () => readonly string[];

	constructor(knownSources: () => readonly string[]) {
		this.#knownSources = knownSources;
	}

	get size(): number {
		return this.#waits.size;
	}

	add(wait: WaitActivity): void {
		this.#waits.add(wait);
	}

	delete(wait: WaitActivity): void {
		this.#waits.delete(wait);
	}

	all(): readonly WaitActivity[] {
		return [...this.#waits];
	}

	/** One line for each source that nobody has ever published as. */
	notesOn(spec: CompiledWaitSpec): readonly string[] {
		const known = this.#knownSources();
		const texts = [...spec.clauses, ...spec.unless].flatMap((matcher) => unknownSourceTexts(matcher, known));
		const seen = known.length === 0 ? "the log is empty" : `known sources: ${known.slice(0, 12).join(", ")}`;
		return [...new Set(texts)].map((text) => `no event has ever had ${text} (${seen})`);
	}
}

function unknownSourceTexts(matcher: CompiledMatcher, known: readonly string[]): readonly string[] {
	return matcher.clauses
		.filter((clause) => clause.path === "source" && !known.some((source) => clause.matches(eventOf(source))))
		.map((clause) => clause.text);
}

// A clause about the source looks at nothing else.
function eventOf(source: string): BusEvent {
	const fields = { source };
	return { kind: "event", event_id: "", delivery_id: "", source, event_type: "", owner: "", repo: "", received_at: 0n, summary: "", fields };
}
