/** A wait, evaluated where the log is: it reads events until its terms are met, and sets a timer only for silence. */
import {
	type ClauseProgress,
	type Composition,
	createComposition,
	type Outcome,
} from "../event/composition.js";
import type { BusEvent } from "../event/event.js";
import { timeOfEventId } from "../event/event-id.js";
import type { Since } from "../event/since.js";
import type { Verdict } from "../event/verdict.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { Bus } from "./bus.js";
import type { CommittedEvent } from "./committed-event.js";
import type { Subscription } from "./subscription.js";

export interface WaitEnd {
	readonly reason: Outcome["kind"];
	readonly verdict: Verdict;
	/** The completing event comes last. */
	readonly events: readonly BusEvent[];
}

export interface WaitOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly spec: CompiledWaitSpec;
	readonly since: Since;
	/** Called once, and never from within the constructor. */
	readonly onEnd: (end: WaitEnd) => void;
	readonly onGap: (removedThrough: string) => void;
	/** What the log held has not met its terms. Called at most once, and never from within the constructor. */
	readonly onReplayed?: () => void;
}

export class Wait {
	readonly spec: CompiledWaitSpec;
	readonly startedAtMs: number;
	readonly #options: WaitOptions;
	readonly #startedMonotonicMs: number;
	readonly #composition: Composition;
	readonly #subscription: Subscription;
	#timer: Timer | undefined;
	#isOver = false;
	#isReplayed = false;

	constructor(options: WaitOptions) {
		const { bus, clock, spec, since, onGap } = options;
		this.#options = options;
		this.spec = spec;
		this.startedAtMs = clock.nowMs();
		this.#startedMonotonicMs = clock.monotonicMs();
		this.#composition = createComposition(spec, since.from === "time" ? since.timeMs : this.startedAtMs);
		this.#subscription = bus.subscribe([...spec.clauses, ...spec.unless], since, {
			isFull: () => false,
			deliver: (committed) => this.#observe(committed),
			gap: onGap,
			caughtUp: () => this.#onCaughtUp(),
		});
	}

	/** How each clause stands. */
	state(): readonly ClauseProgress[] {
		return this.#composition.state();
	}

	close(): void {
		this.#isOver = true;
		this.#timer?.cancel();
		this.#subscription.close();
	}

	#observe(committed: CommittedEvent): void {
		const nowMs = this.#nowMs();
		// A replay is judged by the times of its events, none of which can lie ahead.
		const atMs = this.#isReplayed ? nowMs : Math.min(nowMs, timeOfEventId(committed.event.event_id));
		this.#settle(this.#composition.observe(committed.event, committed.payload, atMs));
		if (this.#isReplayed) this.#setTimer();
	}

	// Until the replay is over, silence is judged by the times of its events alone.
	#onCaughtUp(): void {
		this.#isReplayed = true;
		this.#setTimer();
		const { onReplayed } = this.#options;
		if (onReplayed !== undefined) queueMicrotask(() => this.#isOver || onReplayed());
	}

	#setTimer(): void {
		this.#timer?.cancel();
		const deadlineMs = this.#isOver ? undefined : this.#composition.nextDeadlineMs();
		if (deadlineMs === undefined) return;
		const { clock } = this.#options;
		this.#timer = clock.setTimer(Math.max(1, deadlineMs - this.#nowMs()), () => {
			this.#settle(this.#composition.expire(this.#nowMs()));
			this.#setTimer();
		});
	}

	// A step of the system's clock must neither end nor prolong a silence.
	#nowMs(): number {
		return this.startedAtMs + this.#options.clock.monotonicMs() - this.#startedMonotonicMs;
	}

	#settle(outcome: Outcome | undefined): void {
		if (outcome === undefined || this.#isOver) return;
		this.close();
		this.#options.onEnd(toEnd(outcome));
	}
}

function toEnd(outcome: Outcome): WaitEnd {
	switch (outcome.kind) {
		case "matched":
			return { reason: "matched", verdict: outcome.verdict, events: outcome.events };
		case "unless":
			return { reason: "unless", verdict: "failure", events: [outcome.event] };
		case "absent":
			return { reason: "absent", verdict: "none", events: [] };
	}
}
