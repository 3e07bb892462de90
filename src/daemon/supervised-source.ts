/** One running source: started, kept running, and ended within a second. */
import { BusError } from "../errors.js";
import { createDeferred } from "../platform/deferred.js";
import type { SourceStatus } from "../protocol/messages.js";
import type { SourceContext, SourceDefinition } from "../sources/source.js";

/** What the daemon gives to a source; the rest is the supervisor's. */
type SourceSurroundings = Omit<SourceContext, "signal" | "reportHealth" | "onDemand">;

export interface SupervisedSourceOptions {
	readonly name: string;
	/** Its code is loaded with its first start. */
	readonly load: () => Promise<SourceDefinition>;
	readonly surroundings: SourceSurroundings;
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
// Who ran for so long failed for another reason than the last time.
const STEADY_MS = 60_000;
const STOP_MS = 1_000;

export class SupervisedSource {
	readonly #options: SupervisedSourceOptions;
	#end: AbortController | undefined;
	#running: Promise<void> = Promise.resolve();
	#state: SourceStatus["state"] = "off";
	#problem: string | null = null;
	#lastEventAtMs: number | null = null;
	#restarts = 0;
	#hearDemand: () => void = ignore;

	constructor(options: SupervisedSourceOptions) {
		this.#options = options;
	}

	get status(): SourceStatus {
		return {
			name: this.#options.name,
			state: this.#state,
			problem: this.#problem,
			last_event_at_ms: this.#lastEventAtMs,
			restarts: this.#restarts,
		};
	}

	/** Does nothing when it runs already. */
	start(): void {
		if (this.#end !== undefined) return;
		this.#end = new AbortController();
		this.#running = this.#keepRunning(this.#end.signal);
	}

	onDemand(): void {
		this.#hearDemand();
	}

	/** Resolves when it has ended, or does not within a second. */
	async stop(): Promise<void> {
		const { clock, log } = this.#options.surroundings;
		if (this.#end === undefined) return;
		this.#end.abort();
		const late = createDeferred<boolean>();
		const timer = clock.setTimer(STOP_MS, () => late.resolve(true));
		const isLate = await Promise.race([this.#running.then(() => false), late.promise]);
		timer.cancel();
		if (isLate) log.warn("source does not end", { source: this.#options.name });
		this.#end = undefined;
		this.#state = "off";
	}

	async #keepRunning(signal: AbortSignal): Promise<void> {
		const { clock, log } = this.#options.surroundings;
		let backoffMs = FIRST_BACKOFF_MS;
		while (!signal.aborted) {
			const startedMs = clock.monotonicMs();
			const error = await this.#runOnce(signal);
			if (signal.aborted) return;
			this.#state = "down";
			this.#problem = error instanceof BusError ? error.message : "a defect in waitbus";
			this.#restarts += 1;
			if (clock.monotonicMs() - startedMs > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
			log.warn("source restarts", { source: this.#options.name, delayMs: backoffMs, error });
			await this.#pause(backoffMs, signal);
			backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
		}
	}

	/** @returns why it ended */
	async #runOnce(signal: AbortSignal): Promise<unknown> {
		try {
			const definition = await this.#options.load();
			await definition.run(this.#createContext(signal));
			return new Error("it ended by itself");
		} catch (error) {
			return error;
		} finally {
			this.#hearDemand = ignore;
		}
	}

	#createContext(signal: AbortSignal): SourceContext {
		const { surroundings } = this.#options;
		return {
			...surroundings,
			signal,
			emit: async (drafts) => {
				const results = await surroundings.emit(drafts);
				if (results.length > 0) this.#lastEventAtMs = surroundings.clock.nowMs();
				return results;
			},
			onDemand: (listener) => {
				this.#hearDemand = listener;
			},
			reportHealth: (health) => {
				this.#state = health.state;
				this.#problem = health.state === "down" ? health.reason : null;
			},
		};
	}

	#pause(delayMs: number, signal: AbortSignal): Promise<void> {
		const { promise, resolve } = createDeferred<void>();
		const timer = this.#options.surroundings.clock.setTimer(delayMs, resolve);
		const onAbort = (): void => {
			timer.cancel();
			resolve();
		};
		signal.addEventListener("abort", onAbort, { once: true });
		return promise.finally(() => signal.removeEventListener("abort", onAbort));
	}
}

function ignore(): void {}
