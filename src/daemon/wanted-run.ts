/** A source that runs while it is wanted, and a little longer. */
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Timer } from "../platform/clock.js";
import type { Demand } from "../sources/source.js";
import { type Asked, AskedOf } from "./asked-of.js";
import type { DemandBook } from "./demand-book.js";
import type { AskTarget } from "./matcher-sources.js";
import type { Problem, RunningSource } from "./source-registry.js";
import type { RunStatus } from "./source-health.js";
import { SupervisedSource, type SourceSurroundings } from "./supervised-source.js";

export interface WantedRunOptions {
	readonly name: string;
	readonly running: RunningSource;
	readonly asked: AskTarget;
	readonly demands: DemandBook;
	readonly surroundings: Omit<SourceSurroundings, "demand">;
}

// Who waits in a loop is not worth a start each time.
const LINGER_MS = 10_000;

export class WantedRun {
	readonly #running: RunningSource;
	readonly #asked: WantedRunOptions["asked"];
	readonly #source: SupervisedSource;
	readonly #surroundings: SourceSurroundings;
	readonly #endListening: () => void;
	#linger: Timer | undefined;
	#leftAtMs = 0;
	/** Undefined when one who wanted it has gone: whether others do is looked up when it matters. */
	#knownWanted: boolean | undefined;

	constructor({ name, running, asked, demands, surroundings }: WantedRunOptions) {
		this.#running = running;
		this.#asked = asked;
		this.#surroundings = { ...surroundings, demand: () => demands.demandOf(asked) };
		this.#source = new SupervisedSource({
			name,
			load: () => running.load(),
			surroundings: this.#surroundings,
			// It was free as long as it ran; to be looked at again and again is not.
			onUnavailable: () => {
				if (!this.#isWanted) this.#linger ??= this.#startLinger(LINGER_MS);
			},
		});
		this.#endListening = demands.follow({
			...asked,
			onChange: (added) => {
				if (added === undefined) this.#heedLeaving();
				else this.#heedComing(added);
				this.#source.onDemand();
			},
		});
		if (this.#isWanted) this.#source.start();
	}

	/** What those who name it would have to say besides; undefined when they have. */
	get missing(): Problem | undefined {
		return this.#isWanted ? undefined : this.#running.whenUnwanted;
	}

	get needsWebhook(): boolean {
		return this.#running.needsWebhook === true;
	}

	get status(): RunStatus {
		return this.#source.status;
	}

	/** How many of its events were new. */
	get committed(): number {
		return this.#source.committed;
	}

	/** Resolves when it has been seen how its start went; at once when it is not starting. */
	get settled(): Promise<void> {
		return this.#source.settled;
	}

	/** Resolves when it has looked at what the matchers ask for. @throws BusError SOURCE_FAILED when it cannot */
	async look(matchers: readonly CompiledMatcher[], sinceMs: number): Promise<void> {
		const askers = { naming: [new Set([matchers])], ofAny: new Set<Asked>() };
		await this.#source.look(new AskedOf(this.#asked, askers), sinceMs);
	}

	async close(): Promise<void> {
		this.#endListening();
		this.#linger?.cancel();
		await this.#source.stop();
	}

	get #isWanted(): boolean {
		this.#knownWanted ??= this.#running.isWanted(this.#surroundings.demand());
		return this.#knownWanted;
	}

	/** One that is not available is looked at again and again. */
	get #isFree(): boolean {
		return this.#running.isFreeWhenIdle && this.#source.status.state !== "unavailable";
	}

	// Neither looks at all who ask: thousands may come and go.
	#heedComing(added: Demand): void {
		if (!this.#running.isWanted(added)) return;
		this.#knownWanted = true;
		this.#source.start();
	}

	#heedLeaving(): void {
		this.#knownWanted = undefined;
		this.#leftAtMs = this.#surroundings.clock.monotonicMs();
		if (this.#source.status.state === "off" || this.#isFree) return;
		this.#linger ??= this.#startLinger(LINGER_MS);
	}

	#startLinger(delayMs: number): Timer {
		const { clock } = this.#surroundings;
		return clock.setTimer(delayMs, () => {
			const missingMs = this.#leftAtMs + LINGER_MS - clock.monotonicMs();
			this.#linger = missingMs > 0 ? this.#startLinger(missingMs) : undefined;
			// It never rejects.
			if (missingMs <= 0 && !this.#isWanted) void this.#source.stop();
		});
	}
}
