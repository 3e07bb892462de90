/** What the process of a plugin is asked, one thing at a time: that it answers proves that it does not hang. */
import type { Clock, Timer } from "../platform/clock.js";
import type { Demand } from "../sources/source.js";
import { AnswerWatch } from "./answer-watch.js";
import type { Ask, DemandMessage } from "./messages.js";

export interface PluginAsksOptions {
	readonly clock: Clock;
	readonly demand: () => Demand;
	readonly send: (ask: Ask) => void;
	readonly onSilence: (silentMs: number) => void;
}

/** Until it has loaded the plugin, and again until it has taken its start. */
const START_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 10_000;
// While somebody waits for the source, it is asked for a sign of life; otherwise nobody's sleep is disturbed.
const PING_PAUSE_MS = 30_000;

export class PluginAsks {
	readonly #options: PluginAsksOptions;
	readonly #watch: AnswerWatch;
	#isStarted = false;
	#isDemandNew = false;
	#ping: Timer | undefined;

	/** The process has just been started. */
	constructor(options: PluginAsksOptions) {
		this.#options = options;
		this.#watch = new AnswerWatch(options.clock, options.onSilence);
		this.#watch.expect(START_LIMIT_MS);
	}

	/** @returns false when it has been started already */
	start(ask: Omit<Extract<Ask, { op: "start" }>, "op" | "demand">): boolean {
		if (this.#isStarted) return false;
		this.#isStarted = true;
		this.#watch.expect(START_LIMIT_MS);
		this.#options.send({ op: "start", ...ask, demand: this.#currentDemand() });
		return true;
	}

	onDemand(): void {
		this.#isDemandNew = true;
		if (this.#isStarted && !this.#watch.isWaiting) this.#askForDemand();
	}

	/** @returns false when nothing was asked */
	onAnswer(): boolean {
		if (!this.#isStarted || !this.#watch.isWaiting) return false;
		this.#watch.settle();
		if (this.#isDemandNew) this.#askForDemand();
		else if (this.#options.demand().listeners > 0)
			this.#ping = this.#options.clock.setTimer(PING_PAUSE_MS, () => this.#ask({ op: "ping" }));
		return true;
	}

	/** Something came. */
	heard(): void {
		this.#watch.heard();
	}

	/** For so long, nothing is read. */
	pause(durationMs: number): void {
		this.#watch.pause(durationMs);
	}

	close(): void {
		this.#watch.settle();
		this.#ping?.cancel();
	}

	#askForDemand(): void {
		this.#isDemandNew = false;
		this.#ask({ op: "demand", demand: this.#currentDemand() });
	}

	#ask(ask: Ask): void {
		this.#ping?.cancel();
		this.#watch.expect(ANSWER_LIMIT_MS);
		this.#options.send(ask);
	}

	#currentDemand(): DemandMessage {
		const { isNamed, listeners, repos, equalities, prefixes } = this.#options.demand();
		return {
			is_named: isNamed,
			listeners,
			repos,
			equalities: Object.fromEntries(equalities),
			prefixes: Object.fromEntries(prefixes),
		};
	}
}
