/** One running source: started, kept running, and ended within a second. */
import { BusError } from "../errors.js";
import { createDeferred } from "../platform/deferred.js";
import type { Availability, Demand, Look, SourceContext, SourceDefinition } from "../sources/source.js";
import { type RunStatus, SourceHealth } from "./source-health.js";

/** What the daemon gives to a source; the rest is the supervisor's. */
export type SourceSurroundings = Omit<SourceContext, "signal" | "reportHealth" | "onDemand" | "onLook">;

export interface SupervisedSourceOptions {
	readonly name: string;
	/** Its code is loaded with its first start. */
	readonly load: () => Promise<SourceDefinition>;
	readonly surroundings: SourceSurroundings;
	/** It cannot run here for now, and will be looked at again unless it is stopped. */
	readonly onUnavailable?: () => void;
}

/** Why a run is over that should not be. */
type RunEnd = { readonly isAvailable: true; readonly error: unknown } | Unavailable;
type Unavailable = Extract<Availability, { readonly isAvailable: false }>;

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
// Somebody is waiting for it, and looking costs little.
const MAX_UNAVAILABLE_MS = 15_000;
// Who ran for so long failed for another reason than the last time.
const STEADY_MS = 60_000;
const STOP_MS = 1_000;

export class SupervisedSource {
	readonly #options: SupervisedSourceOptions;
	readonly #health: SourceHealth;
	#end: AbortController | undefined;
	#running: Promise<void> = Promise.resolve();
	/** The earlier run has ended, or has been let go. */
	#stopped: Promise<void> = Promise.resolve();
	#committed = 0;
	#hearDemand: () => void = ignore;
	#look: Look | undefined;

	constructor(options: SupervisedSourceOptions) {
		this.#options = options;
		this.#health = new SourceHealth(options.surroundings.clock);
	}

	get status(): RunStatus {
		return this.#health.status;
	}

	/** How many of its events were new. */
	get committed(): number {
		return this.#committed;
	}

	/** Resolves when it has been seen how its start went; at once when it is not starting. */
	get settled(): Promise<void> {
		return this.#health.settled;
	}

	/** Does nothing when it runs already. */
	start(): void {
		if (this.#end !== undefined) return;
		const end = new AbortController();
		this.#end = end;
		this.#health.show("starting");
		this.#running = this.#stopped.then(() => this.#keepRunning(end.signal));
	}

	onDemand(): void {
		this.#hearDemand();
	}

	/**
	 * Resolves when it has looked at what is asked since then, which was before it was asked.
	 * @throws BusError SOURCE_FAILED when it does not run, or what it throws when it cannot look
	 */
	async look(asked: Demand, sinceMs: number): Promise<void> {
		await this.settled;
		if (this.#look !== undefined) return await this.#look(asked, sinceMs);
		const { state, problem, hint } = this.#health.status;
		if (state === "up") return;
		const { name } = this.#options;
		throw new BusError("SOURCE_FAILED", `Cannot ask ${name}: ${problem ?? `it is ${state}`}`, {
			hint: hint ?? `waitbus source show ${name}`,
		});
	}

	/** Resolves when it has ended, or does not within a second. Never rejects. */
	stop(): Promise<void> {
		if (this.#end === undefined) return this.#stopped;
		this.#end.abort();
		this.#end = undefined;
		this.#stopHearing();
		this.#health.show("off");
		this.#stopped = this.#letEnd(this.#running);
		return this.#stopped;
	}

	async #letEnd(running: Promise<void>): Promise<void> {
		const { clock, log } = this.#options.surroundings;
		const late = createDeferred<boolean>();
		const timer = clock.setTimer(STOP_MS, () => late.resolve(true));
		const isLate = await Promise.race([running.then(() => false), late.promise]);
		timer.cancel();
		if (isLate) log.warn("source does not end", { source: this.#options.name });
	}

	async #keepRunning(signal: AbortSignal): Promise<void> {
		const { clock } = this.#options.surroundings;
		let backoffMs = FIRST_BACKOFF_MS;
		while (!signal.aborted) {
			const startedMs = clock.monotonicMs();
			const end = await this.#runOnce(signal);
			if (signal.aborted) return;
			if (clock.monotonicMs() - startedMs > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
			const delayMs = end.isAvailable ? backoffMs : pauseOf(end, backoffMs);
			this.#showEnd(end, delayMs);
			await this.#pause(delayMs, signal);
			backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
		}
	}

	async #runOnce(signal: AbortSignal): Promise<RunEnd> {
		const { env, config } = this.#options.surroundings;
		try {
			const definition = await this.#options.load();
			const availability = await definition.findAvailability({ env, config, signal });
			if (!availability.isAvailable) return availability;
			await definition.run(this.#createContext(signal));
			return { isAvailable: true, error: new Error("it ended by itself") };
		} catch (error) {
			return { isAvailable: true, error };
		}
	}

	#showEnd(end: RunEnd, delayMs: number): void {
		this.#stopHearing();
		if (!end.isAvailable) {
			this.#health.showProblem("unavailable", end.reason, end.hint);
			return this.#options.onUnavailable?.();
		}
		const { error } = end;
		this.#health.countRestart();
		this.#options.surroundings.log.warn("source restarts", { source: this.#options.name, delayMs, error });
		if (error instanceof BusError) this.#health.showProblem("down", error.message, error.hint);
		else this.#health.showProblem("down", "a defect in waitbus", undefined);
	}

	#stopHearing(): void {
		this.#hearDemand = ignore;
		this.#look = undefined;
	}

	#createContext(signal: AbortSignal): SourceContext {
		const { surroundings } = this.#options;
		return {
			...surroundings,
			signal,
			emit: async (drafts) => {
				const results = await surroundings.emit(drafts);
				this.#committed += results.filter(({ outcome }) => outcome === "committed").length;
				return results;
			},
			onDemand: (listener) => {
				if (!signal.aborted) this.#hearDemand = listener;
			},
			onLook: (look) => {
				if (!signal.aborted) this.#look = look;
			},
			reportHealth: (health) => {
				if (signal.aborted) return;
				if (health.state === "up") this.#health.show("up");
				else this.#health.showProblem("down", health.reason, health.hint);
			},
		};
	}

	#pause(delayMs: number, signal: AbortSignal): Promise<void> {
		const { promise, resolve } = createDeferred<void>();
		const isEndless = delayMs === Infinity;
		const timer = isEndless ? undefined : this.#options.surroundings.clock.setTimer(delayMs, resolve);
		const onAbort = (): void => {
			timer?.cancel();
			resolve();
		};
		signal.addEventListener("abort", onAbort, { once: true });
		return promise.finally(() => signal.removeEventListener("abort", onAbort));
	}
}

function pauseOf({ isFinal = false }: Unavailable, backoffMs: number): number {
	return isFinal ? Infinity : Math.min(backoffMs, MAX_UNAVAILABLE_MS);
}

function ignore(): void {}
