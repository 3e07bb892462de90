/** Composed waits: what has matched so far, and whether that is enough. Time comes with the events; there is no timer here. */
import type { BusEvent } from "./event.js";
import type { CompiledMatcher } from "./matcher/compile-matcher.js";
import type { Payload } from "./matcher/read-path.js";
import type { Verdict } from "./verdict.js";
import { verdictOfAll } from "./verdict.js";
import type { ClauseProgress, Progress, Taken } from "./wait-progress.js";
import { createProgress } from "./wait-progress.js";
import type { CompiledWaitSpec } from "./wait-spec.js";

export type { ClauseProgress } from "./wait-progress.js";

export type Outcome =
	/** The events that together completed the wait, in commit order, and what they say to the clauses that ask. */
	| { readonly kind: "matched"; readonly events: readonly BusEvent[]; readonly verdict: Verdict }
	| { readonly kind: "unless"; readonly event: BusEvent; readonly text: string }
	| { readonly kind: "absent" };

export interface Composition {
	/**
	 * Takes the next event of the log. Once there is an outcome it stays.
	 * @param atMs When the event was committed, also in a replay.
	 */
	observe(event: BusEvent, payload: Payload | undefined, atMs: number): Outcome | undefined;
	/** When to call `expire`, unless an event comes first. */
	nextDeadlineMs(): number | undefined;
	/** Says that it is `atMs` and that every event committed before then has been observed. */
	expire(atMs: number): Outcome | undefined;
	/** How each clause stands. */
	state(): readonly ClauseProgress[];
}

export function createComposition(spec: CompiledWaitSpec, startedAtMs: number): Composition {
	return new WaitComposition(spec.unless, createProgress(spec, startedAtMs));
}

class WaitComposition implements Composition {
	readonly #unless: readonly CompiledMatcher[];
	readonly #progress: Progress;
	#outcome: Outcome | undefined;

	constructor(unless: readonly CompiledMatcher[], progress: Progress) {
		this.#unless = unless;
		this.#progress = progress;
	}

	observe(event: BusEvent, payload: Payload | undefined, atMs: number): Outcome | undefined {
		this.#outcome ??=
			this.expire(atMs) ?? this.#findUnless(event, payload) ?? this.#take(event, payload, atMs);
		return this.#outcome;
	}

	nextDeadlineMs(): number | undefined {
		return this.#outcome === undefined ? this.#progress.deadlineMs() : undefined;
	}

	expire(atMs: number): Outcome | undefined {
		const deadlineMs = this.nextDeadlineMs();
		if (deadlineMs !== undefined && atMs >= deadlineMs) this.#outcome = { kind: "absent" };
		return this.#outcome;
	}

	state(): readonly ClauseProgress[] {
		return this.#progress.state();
	}

	// Before the clauses: an event that says both "done" and "failed" is a failure.
	#findUnless(event: BusEvent, payload: Payload | undefined): Outcome | undefined {
		const matcher = this.#unless.find((candidate) => candidate.matches(event, payload));
		return matcher === undefined ? undefined : { kind: "unless", event, text: matcher.text };
	}

	#take(event: BusEvent, payload: Payload | undefined, atMs: number): Outcome | undefined {
		const taken = this.#progress.take({ event, payload, atMs });
		if (taken === undefined) return undefined;
		const asked = taken.filter(({ asksVerdict }) => asksVerdict);
		return { kind: "matched", events: taken.map(eventOf), verdict: verdictOfAll(asked.map(eventOf)) };
	}
}

function eventOf({ event }: Taken): BusEvent {
	return event;
}
