/** Waits that go on in the daemon between the calls that ask for them. */
import type { BusClient } from "../client/bus-client.js";
import { isAboutSubject, toFixedSince, type WaitOptions } from "../client/terms.js";
import type { WaitOutcome } from "../client/wait.js";
import type { LeftWaits } from "./left-waits.js";
import { withoutAbsent } from "../event/without-absent.js";

/** The part of a clock that is needed here. */
export interface Timers {
	nowMs(): number;
	setTimer(delayMs: number, fn: () => void): { cancel(): void };
}

export interface WaitBegin {
	readonly terms: WaitOptions;
	/** Milliseconds since the epoch at which it is given up. */
	readonly deadlineMs: number | undefined;
}

/** For so long a wait goes on, and its answer is kept, although nobody asks. */
const KEPT_MS = 60 * 60_000;
const MAX_WAITS = 256;

export class PendingWait {
	readonly id: string;
	/** The event after which it began to look. */
	readonly cursor: string | undefined;
	readonly outcome: Promise<WaitOutcome>;
	/** Resolves when the daemon has registered it, with what it says of it. */
	readonly armed: Promise<string>;
	readonly #abort = new AbortController();
	#askers = 0;
	#isAnswered = false;

	constructor(
		bus: BusClient,
		{ id, begin, nowMs }: { readonly id: string; readonly begin: WaitBegin; readonly nowMs: number },
	) {
		this.id = id;
		this.cursor = begin.terms.since;
		const timeoutMs = begin.deadlineMs === undefined ? undefined : Math.max(1, begin.deadlineMs - nowMs);
		let say: (text: string) => void = () => undefined;
		this.armed = new Promise((resolve) => {
			say = resolve;
		});
		this.outcome = bus.wait(begin.terms, {
			...withoutAbsent({ timeoutMs }),
			signal: this.#abort.signal,
			onArmed: (notes, text) => say([`waiting for ${text}`, ...notes].join("; ")),
		});
		// Whoever asks later hears of it.
		this.outcome.catch(() => undefined);
	}

	get isUnasked(): boolean {
		return this.#askers === 0;
	}

	/** Whoever asked has the outcome. */
	get isAnswered(): boolean {
		return this.#isAnswered;
	}

	get isClosed(): boolean {
		return this.#abort.signal.aborted;
	}

	/** The outcome, unless the signal aborts first or the budget is over: then undefined. */
	async within(budgetMs: number, { timers, signal }: { timers: Timers; signal: AbortSignal }) {
		signal.throwIfAborted();
		this.#askers += 1;
		let stop = (): void => undefined;
		const over = new Promise<undefined>((resolve) => {
			const timer = timers.setTimer(budgetMs, () => resolve(undefined));
			const onAbort = (): void => resolve(undefined);
			signal.addEventListener("abort", onAbort, { once: true });
			stop = () => {
				timer.cancel();
				signal.removeEventListener("abort", onAbort);
			};
		});
		try {
			const outcome = await Promise.race([this.outcome, over]);
			this.#isAnswered ||= outcome !== undefined && !signal.aborted;
			return outcome;
		} finally {
			stop();
			this.#askers -= 1;
		}
	}

	close(): void {
		this.#abort.abort();
	}
}

export class PendingWaits {
	readonly #bus: BusClient;
	readonly #timers: Timers;
	readonly #left: LeftWaits | undefined;
	readonly #waits = new Map<string, PendingWait>();
	readonly #ends = new Map<string, { cancel(): void }>();

	/** @param left Who tells of those that nobody asks for again. @default nobody */
	constructor(bus: BusClient, timers: Timers, left?: LeftWaits) {
		this.#bus = bus;
		this.#timers = timers;
		this.#left = left;
	}

	get timers(): Timers {
		return this.#timers;
	}

	find(id: string): PendingWait | undefined {
		return this.#waits.get(id);
	}

	/** The terms with beginnings that stay what they are, however often the wait is taken up again. */
	async fixBegin(terms: WaitOptions, signal: AbortSignal): Promise<WaitOptions> {
		const since = toFixedSince(terms.since, this.#timers.nowMs());
		const isFixed = since !== undefined && since !== "now";
		const fixed = isFixed ? { ...terms, since } : terms;
		const isForSubject = isAboutSubject(terms);
		// What has a state is judged by all that the log holds, whenever that is asked; what else ends the wait is not.
		if (isFixed || (isForSubject && terms.unless === undefined)) return fixed;
		const { events } = await this.#bus.query({}, { newest: true, limit: 1, signal });
		const head = events.at(-1)?.event_id ?? "start";
		return isForSubject ? { ...terms, unlessSince: head } : { ...terms, since: head };
	}

	start(id: string, begin: WaitBegin): PendingWait {
		const wait = new PendingWait(this.#bus, { id, begin, nowMs: this.#timers.nowMs() });
		this.#waits.set(id, wait);
		const [oldest] = this.#waits.keys();
		// Its id still works: it carries the terms, and the wait begins where it began.
		if (this.#waits.size > MAX_WAITS && oldest !== undefined) this.drop(oldest);
		return wait;
	}

	/** From now on it is kept for a while. */
	keep(wait: PendingWait): void {
		const { id } = wait;
		if (!wait.isAnswered) this.#left?.watch(wait);
		this.#ends.get(id)?.cancel();
		this.#ends.set(
			id,
			this.#timers.setTimer(KEPT_MS, () => this.drop(id)),
		);
	}

	drop(id: string): void {
		this.#waits.get(id)?.close();
		this.#waits.delete(id);
		this.#ends.get(id)?.cancel();
		this.#ends.delete(id);
	}

	close(): void {
		for (const id of this.#waits.keys()) this.drop(id);
	}
}
