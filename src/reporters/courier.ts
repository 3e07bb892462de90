/** Carries events to the bus without anybody waiting for it, and says in the end what did not arrive. */
import type { BusClient } from "../client/bus-client.js";
import { BusError } from "../errors.js";
import type { EventDraft } from "../event/event.js";

export interface CourierOptions {
	/** @throws BusError PATH_INVALID, CONFIG_INVALID */
	readonly connect: () => Promise<BusClient>;
	/** How long `close` waits for the bus. */
	readonly limitMs: number;
}

const MAX_BATCH = 500;
// A run that fails faster than the bus takes it in; its counts are told all the same.
const MAX_WAITING = 10_000;

export class Courier {
	readonly #options: CourierOptions;
	readonly #waiting: EventDraft[] = [];
	#bus: BusClient | undefined;
	#sending: Promise<void> | undefined;
	#fault: string | undefined;
	#dropped = 0;

	constructor(options: CourierOptions) {
		this.#options = options;
	}

	/** Has a connection made, and a daemon started if need be, before there is something to say. */
	prepare(): void {
		this.#sending ??= this.#sendAll();
	}

	send(draft: EventDraft): void {
		if (this.#fault !== undefined) return;
		if (this.#waiting.length >= MAX_WAITING) {
			this.#dropped += 1;
			return;
		}
		this.#waiting.push(draft);
		this.prepare();
	}

	/**
	 * Sends a last event. Resolves when all has been committed, or when that takes too long; with what is to be
	 * complained of, if anything.
	 */
	async close(last: EventDraft): Promise<string | undefined> {
		// Never dropped: whoever waits for the run waits for this one.
		if (this.#fault === undefined) this.#waiting.push(last);
		this.prepare();
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<void>((resolve) => {
			timer = setTimeout(() => {
				this.#fault ??= `the daemon did not answer within ${this.#options.limitMs / 1_000} s`;
				resolve();
			}, this.#options.limitMs);
		});
		await Promise.race([this.#sending, limit]);
		clearTimeout(timer);
		await this.#bus?.close();
		if (this.#fault !== undefined || this.#dropped === 0) return this.#fault;
		return `${this.#dropped} failing tests came faster than the bus took them in`;
	}

	async #sendAll(): Promise<void> {
		try {
			this.#bus ??= await this.#connect();
			while (this.#waiting.length > 0) await this.#bus.emitBatch(this.#waiting.splice(0, MAX_BATCH));
		} catch (error) {
			this.#fault ??= error instanceof BusError ? `${error.message} [${error.code}]` : String(error);
			this.#waiting.length = 0;
		} finally {
			this.#sending = undefined;
		}
	}

	async #connect(): Promise<BusClient> {
		const bus = await this.#options.connect();
		// The runner's process ends when it wants to, not when we are done.
		bus.unref();
		await bus.status();
		return bus;
	}
}
