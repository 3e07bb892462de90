/** The sources that run inside the daemon: which of them do, and how they are. */
import type { EventDraft, JsonValue } from "../event/event.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { SourceStatus } from "../protocol/messages.js";
import { type AlertmanagerSource, createAlertmanagerSource } from "../sources/alertmanager/source.js";
import type { Emit, SourceDefinition } from "../sources/source.js";
import type { Config } from "./config.js";
import type { DemandBook } from "./demand-book.js";
import { createSourceMemory } from "./source-memory.js";
import { SupervisedSource } from "./supervised-source.js";

export interface SupervisorOptions {
	readonly emit: Emit;
	readonly clock: Clock;
	readonly log: Log;
	readonly env: NodeJS.ProcessEnv;
	readonly stateDir: string;
	readonly demands: DemandBook;
}

interface Entry {
	readonly source: SupervisedSource;
	/** Its section of config.toml as text; another one means another run. */
	readonly section: string;
}

export class Supervisor {
	readonly #options: SupervisorOptions;
	readonly #entries = new Map<string, Entry>();
	#alertmanager: AlertmanagerSource;
	#githubRepos: readonly string[] = [];
	#isClosed = false;

	constructor(config: Config, options: SupervisorOptions) {
		this.#options = options;
		this.#alertmanager = createAlertmanagerSource(config.alertmanager);
		options.demands.onChange("github", () => this.#heedDemand());
	}

	/** What Alertmanager posts to; another one after a change of its section. */
	get alertmanager(): AlertmanagerSource {
		return this.#alertmanager;
	}

	/** A source whose section has changed runs anew. */
	async apply({ alertmanager, github }: Config): Promise<void> {
		if (this.#isClosed) return;
		await this.#applyTo("alertmanager", { watchdog: { ...alertmanager.watchdog } }, () => {
			this.#alertmanager = createAlertmanagerSource(alertmanager);
			const { definition } = this.#alertmanager;
			return () => Promise.resolve(definition);
		});
		this.#githubRepos = github.repos;
		await this.#applyTo("github", { ...github, api_url: github.api_url.href }, () => loadGithub);
		this.#entries.get("alertmanager")?.source.start();
		this.#heedDemand();
	}

	status(): readonly SourceStatus[] {
		return [...this.#entries.values()].map(({ source }) => source.status);
	}

	/** Undefined for a source that does not run here. */
	async findTestDraft(name: string): Promise<EventDraft | undefined> {
		if (name === "alertmanager") return this.#alertmanager.definition.createTestDraft();
		return name === "github" ? (await loadGithub()).createTestDraft() : undefined;
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all([...this.#entries.values()].map(({ source }) => source.stop()));
	}

	async #applyTo(
		name: string,
		config: JsonValue,
		create: () => () => Promise<SourceDefinition>,
	): Promise<void> {
		const { emit, clock, log, env, stateDir, demands } = this.#options;
		const section = JSON.stringify(config);
		const before = this.#entries.get(name);
		if (before?.section === section) return;
		await before?.source.stop();
		const memory = createSourceMemory(`${stateDir}/source-${name}.json`, log);
		const demand = () => demands.demandOf(name);
		const surroundings = { emit, clock, log, env, config, memory, demand };
		this.#entries.set(name, {
			section,
			source: new SupervisedSource({ name, load: create(), surroundings }),
		});
	}

	// Without work it has no timer, so it may stay once it has been started.
	#heedDemand(): void {
		const github = this.#entries.get("github")?.source;
		if (github === undefined || this.#isClosed) return;
		const isWanted =
			this.#githubRepos.length > 0 || this.#options.demands.demandOf("github").repos.length > 0;
		if (isWanted) github.start();
		github.onDemand();
	}
}

async function loadGithub(): Promise<SourceDefinition> {
	const { createGithubSource } = await import("../sources/github/source.js");
	const { createHttpGet } = await import("../webhooks/http-get.js");
	return createGithubSource(createHttpGet());
}
