/** The webhook listener as the configuration and the secrets want it: opened, moved and closed without a restart. */
import { BusError } from "../errors.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { SecretStore } from "../platform/secrets.js";
import type { WebhookStatus } from "../protocol/messages.js";
import type { Emit, WebhookSource } from "../sources/source.js";
import { WebhookCounters } from "../webhooks/counters.js";
import type { WebhookListener } from "../webhooks/listener.js";

export interface WebhooksOptions {
	readonly secrets: Pick<SecretStore, "find">;
	readonly emit: Emit;
	readonly clock: Clock;
	readonly log: Log;
}

export interface WebhookTerms {
	/** 0 picks a free one. */
	readonly port: number;
	readonly routes: readonly WebhookSource[];
}

interface Opened {
	readonly listener: WebhookListener;
	readonly requestedPort: number;
}

export class Webhooks {
	readonly counters = new WebhookCounters();
	readonly #options: WebhooksOptions;
	#opened: Opened | undefined;
	#routes: readonly WebhookSource[] = [];
	#problem: string | null = null;
	#isClosed = false;
	/** One change after the other. */
	#settled: Promise<void> = Promise.resolve();

	constructor(options: WebhooksOptions) {
		this.#options = options;
	}

	/** Never rejects: what goes wrong is in the status and the log, and the daemon serves without. */
	apply(terms: WebhookTerms): Promise<void> {
		this.#settled = this.#settled.then(() => this.#apply(terms)).catch((error: unknown) => this.#fail(error));
		return this.#settled;
	}

	status(): WebhookStatus {
		const set = this.#namesOfSecrets();
		const names = set instanceof BusError ? new Set<string>() : set;
		return {
			port: this.#opened?.listener.port ?? null,
			problem: set instanceof BusError ? set.message : this.#problem,
			routes: this.#routes.map(({ name, path, secretName }) => ({
				name,
				path,
				secret: secretName,
				is_set: names.has(secretName),
			})),
		};
	}

	/** Takes no more, and resolves when every delivery that came whole has been committed and answered. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#settled;
		await this.#closeListener();
	}

	async #apply({ port, routes }: WebhookTerms): Promise<void> {
		if (this.#isClosed) return;
		this.#problem = null;
		this.#routes = routes;
		const names = this.#namesOfSecrets();
		if (names instanceof BusError) throw names;
		const isWanted = names.size > 0;
		if (!isWanted || this.#opened?.requestedPort !== port) await this.#closeListener();
		if (!isWanted) return;
		if (this.#opened === undefined) await this.#open(port, routes);
		else this.#opened.listener.setRoutes(routes);
	}

	async #open(port: number, routes: readonly WebhookSource[]): Promise<void> {
		const { secrets, emit, clock, log } = this.#options;
		// Loaded with the first secret: node:http costs memory that a daemon without webhooks does not need.
		const { openWebhookListener } = await import("../webhooks/listener.js");
		const secretsFor = (name: string): readonly string[] => secrets.find(name);
		const { counters } = this;
		const listener = await openWebhookListener({ port, routes, secretsFor, emit, counters, clock, log });
		this.#opened = { listener, requestedPort: port };
		log.info("webhooks open", { port: listener.port });
	}

	async #closeListener(): Promise<void> {
		const opened = this.#opened;
		this.#opened = undefined;
		await opened?.listener.close();
	}

	#fail(error: unknown): void {
		this.#problem = error instanceof BusError ? error.message : "a defect in waitbus";
		this.#options.log.warn("webhooks failed", { error });
	}

	/** Of those that have a value. */
	#namesOfSecrets(): ReadonlySet<string> | BusError {
		try {
			const names = this.#routes.map(({ secretName }) => secretName);
			return new Set(names.filter((name) => this.#options.secrets.find(name).length > 0));
		} catch (error) {
			if (error instanceof BusError) return error;
			throw error;
		}
	}
}
