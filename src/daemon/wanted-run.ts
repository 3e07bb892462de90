/** A source that runs while it is wanted, and a little longer. */
import type { Timer } from "../platform/clock.js";
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
	readonly #source: SupervisedSource;
	readonly #surroundings: SourceSurroundings;
	readonly #endListening: () => void;
	#linger: Timer | undefined;

	constructor({ name, running, asked, demands, surroundings }: WantedRunOptions) {
		this.#running = running;
		this.#surroundings = { ...surroundings, demand: () => demands.demandOf(asked) };
		this.#source = new SupervisedSource({
			name,
			load: () => running.load(),
			surroundings: this.#surroundings,
			onUnavailable: () => this.#heedDemand(),
		});
		this.#endListening = demands.follow({ ...asked, onChange: () => this.#heedDemand() });
		this.#heedDemand();
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

	async close(): Promise<void> {
		this.#endListening();
		this.#linger?.cancel();
		await this.#source.stop();
	}

	get #isWanted(): boolean {
		return this.#running.isWanted(this.#surroundings.demand());
	}

	/** One that is not available is looked at again and again. */
	get #isFree(): boolean {
		return this.#running.isFreeWhenIdle && this.#source.status.state !== "unavailable";
	}

	#heedDemand(): void {
		const { clock } = this.#surroundings;
		if (this.#isWanted) {
			this.#linger?.cancel();
			this.#linger = undefined;
			this.#source.start();
		} else if (this.#source.status.state !== "off" && !this.#isFree) {
			this.#linger ??= clock.setTimer(LINGER_MS, () => this.#endLinger());
		}
		this.#source.onDemand();
	}

	#endLinger(): void {
		this.#linger = undefined;
		// It never rejects.
		void this.#source.stop();
	}
}
