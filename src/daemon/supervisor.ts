/** The sources that are there: each as config.toml has it, and running when somebody wants it. */
import { BusError } from "../errors.js";
import type { JsonValue } from "../event/event.js";
import type { Paths } from "../platform/paths.js";
import type { SourceStatus } from "../protocol/messages.js";
import type { SourceDescription, WebhookSource } from "../sources/source.js";
import type { AskTarget } from "./matcher-sources.js";
import type {
	RegisteredSource,
	RunningSource,
	Source,
	SourcePlaces,
	SourceSection,
} from "./source-registry.js";
import { createSourceMemory } from "./source-memory.js";
import { WantedRun, type WantedRunOptions } from "./wanted-run.js";

export interface SupervisorOptions
	extends Pick<WantedRunOptions, "demands">,
		Pick<WantedRunOptions["surroundings"], "emit" | "clock" | "log" | "env"> {
	readonly sections: readonly SourceSection[];
	readonly paths: Pick<Paths, "stateDir"> & SourcePlaces;
}

/** A source as it is now. */
export interface PresentSource extends Source {
	readonly name: string;
	/** What it is asked for by. */
	readonly target: AskTarget;
	/** Undefined for one that servers post to and that does not run. */
	readonly run: WantedRun | undefined;
}

interface Entry {
	readonly source: PresentSource;
	/** Its configuration as text; another one means another source. */
	readonly configText: string;
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
		const registered = this.#options.sections.flatMap((each) =>
			each.list(sections.get(each.key) ?? {}, this.#options.paths),
		);
		const names = new Set(registered.map(({ name }) => name));
		const gone = [...this.#entries.keys()].filter((name) => !names.has(name));
		await Promise.all(gone.map((name) => this.#remove(name)));
		await Promise.all(registered.map((source) => this.#put(source)));
	}

	present(): readonly PresentSource[] {
		return [...this.#entries.values()].map(({ source }) => source);
	}

	/** What those that run have done since they were there. */
	counts(): readonly SourceCounts[] {
		return this.present().flatMap(({ name, run }) => {
			if (run === undefined) return [];
			const { state, restarts } = run.status;
			return [{ name, state, restarts, committed: run.committed }];
		});
	}

	/** What servers post to. */
	webhooks(): readonly WebhookSource[] {
		return this.present().flatMap(({ webhook }) => webhook ?? []);
	}

	/** @throws BusError REQUEST_INVALID when there is no such source */
	async describe(name: string): Promise<SourceDescription> {
		const source = this.#entries.get(name)?.source;
		const description = source?.description ?? (await source?.running?.load());
		if (description !== undefined) return description;
		throw new BusError("REQUEST_INVALID", `Cannot find "${name}": there is no such source`, {
			hint: "waitbus source list",
		});
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all([...this.#entries.keys()].map((name) => this.#remove(name)));
	}

	async #put(registered: RegisteredSource): Promise<void> {
		const { name, config, publishesAs = name, eventTypes = [] } = registered;
		const target = { source: publishesAs, eventTypes };
		const configText = JSON.stringify(config);
		if (this.#entries.get(name)?.configText === configText) return;
		await this.#remove(name);
		if (this.#isClosed) return;
		const source = registered.create();
		const run = source.running && this.#openRun(registered, source.running, target);
		this.#entries.set(name, { source: { ...source, name, target, run }, configText });
	}

	async #remove(name: string): Promise<void> {
		const entry = this.#entries.get(name);
		this.#entries.delete(name);
		await entry?.source.run?.close();
	}

	#openRun({ name, config }: RegisteredSource, running: RunningSource, asked: AskTarget): WantedRun {
		const { emit, clock, log, env, paths, demands } = this.#options;
		const memory = createSourceMemory(`${paths.stateDir}/source-${name}.json`, log);
		const surroundings = { emit, clock, log, env, config, memory };
		return new WantedRun({ name, running, asked, demands, surroundings });
	}
}
