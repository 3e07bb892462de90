/** The sources that are there: each as config.toml has it, and running when somebody wants it. */
import type { JsonValue } from "../event/event.js";
import type { Timer } from "../platform/clock.js";
import type { SourceStatus } from "../protocol/messages.js";
import type { SourceDescription, WebhookSource } from "../sources/source.js";
import type { DemandBook } from "./demand-book.js";
import type { RegisteredSource, RunningSource, Source, SourceSection } from "./source-registry.js";
import { createSourceMemory } from "./source-memory.js";
import { SupervisedSource, type SourceSurroundings } from "./supervised-source.js";

export interface SupervisorOptions extends Pick<SourceSurroundings, "emit" | "clock" | "log" | "env"> {
	readonly sections: readonly SourceSection[];
	readonly stateDir: string;
	readonly demands: DemandBook;
}

interface Entry {
	readonly source: Source;
	/** Its configuration as text; another one means another source. */
	readonly configText: string;
	/** Undefined for one that servers post to and that does not run. */
	readonly run: WantedRun | undefined;
}

export interface SourceCounts extends Pick<SourceStatus, "name" | "state" | "restarts"> {
	readonly committed: number;
}

export class Supervisor {
	readonly #options: SupervisorOptions;
	readonly #entries = new Map<string, Entry>();
	#isClosed = false;

	constructor(options: SupervisorOptions) {
		this.#options = options;
	}

	/** A source that is gone from config.toml ends, a new one is there, and a changed one begins anew. */
	async apply({ sections }: { readonly sections: ReadonlyMap<string, JsonValue> }): Promise<void> {
		if (this.#isClosed) return;
		const registered = this.#options.sections.flatMap((each) => each.list(sections.get(each.key) ?? {}));
		const names = new Set(registered.map(({ name }) => name));
		const gone = [...this.#entries.keys()].filter((name) => !names.has(name));
		await Promise.all(gone.map((name) => this.#remove(name)));
		await Promise.all(registered.map((source) => this.#put(source)));
	}

	status(): readonly SourceStatus[] {
		return [...this.#entries.values()].flatMap(({ run }) => run?.source.status ?? []);
	}

	/** What those that run have done since they were there. */
	counts(): readonly SourceCounts[] {
		return [...this.#entries.values()].flatMap(({ run }) => {
			if (run === undefined) return [];
			const { status, committed } = run.source;
			return [{ name: status.name, state: status.state, restarts: status.restarts, committed }];
		});
	}

	/** What servers post to. */
	webhooks(): readonly WebhookSource[] {
		return [...this.#entries.values()].flatMap(({ source }) => source.webhook ?? []);
	}

	/** Undefined when there is no such source. */
	async describe(name: string): Promise<SourceDescription | undefined> {
		const source = this.#entries.get(name)?.source;
		return source?.description ?? (await source?.running?.load());
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all([...this.#entries.keys()].map((name) => this.#remove(name)));
	}

	async #put(registered: RegisteredSource): Promise<void> {
		const { name, config } = registered;
		const configText = JSON.stringify(config);
		if (this.#entries.get(name)?.configText === configText) return;
		await this.#remove(name);
		if (this.#isClosed) return;
		const source = registered.create();
		const run = source.running === undefined ? undefined : this.#openRun(registered, source.running);
		this.#entries.set(name, { source, configText, run });
	}

	async #remove(name: string): Promise<void> {
		const entry = this.#entries.get(name);
		this.#entries.delete(name);
		await entry?.run?.close();
	}

	#openRun({ name, config }: RegisteredSource, running: RunningSource): WantedRun {
		const { emit, clock, log, env, stateDir, demands } = this.#options;
		const memory = createSourceMemory(`${stateDir}/source-${name}.json`, log);
		const demand = () => demands.demandOf(name);
		const surroundings = { emit, clock, log, env, config, memory, demand };
		const source = new SupervisedSource({ name, load: () => running.load(), surroundings });
		return new WantedRun(source, running, { name, demands, surroundings });
	}
}

// Who waits in a loop is not worth a start each time.
const LINGER_MS = 10_000;

/** A source that runs while it is wanted, and a little longer. */
class WantedRun {
	readonly source: SupervisedSource;
	readonly #running: RunningSource;
	readonly #surroundings: SourceSurroundings;
	readonly #endListening: () => void;
	#linger: Timer | undefined;

	constructor(
		source: SupervisedSource,
		running: RunningSource,
		{
			name,
			demands,
			surroundings,
		}: { readonly name: string; readonly demands: DemandBook; readonly surroundings: SourceSurroundings },
	) {
		this.source = source;
		this.#running = running;
		this.#surroundings = surroundings;
		this.#endListening = demands.onChange(name, () => this.#heedDemand());
		this.#heedDemand();
	}

	async close(): Promise<void> {
		this.#endListening();
		this.#linger?.cancel();
		await this.source.stop();
	}

	#heedDemand(): void {
		const { clock, demand } = this.#surroundings;
		if (this.#running.isWanted(demand())) {
			this.#linger?.cancel();
			this.#linger = undefined;
			this.source.start();
		} else if (this.source.isStarted && !this.#running.isFreeWhenIdle) {
			this.#linger ??= clock.setTimer(LINGER_MS, () => this.#endLinger());
		}
		this.source.onDemand();
	}

	#endLinger(): void {
		this.#linger = undefined;
		// It never rejects.
		void this.source.stop();
	}
}
