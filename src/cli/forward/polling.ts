/** Has the daemon poll a repository: it does so for as long as somebody listens to it. */
import type { BusClient } from "../../client/bus-client.js";
import type { EventStream } from "../../client/event-stream.js";
import type { Clock, Timer } from "../../platform/clock.js";

export interface PollingOptions {
	readonly bus: Pick<BusClient, "subscribe">;
	/** `owner/repo` */
	readonly repo: string;
	readonly clock: Clock;
	/** The daemon cannot be reached any more. */
	readonly onFailure: (error: unknown) => void;
}

// Long enough for another look, at what happened before the first delivery.
const LAST_LOOK_MS = 10_000;

export class Polling {
	readonly #options: PollingOptions;
	#stream: EventStream | undefined;
	#timer: Timer | undefined;

	constructor(options: PollingOptions) {
		this.#options = options;
	}

	begin(): void {
		this.#timer?.cancel();
		if (this.#stream !== undefined) return;
		const { bus, repo, onFailure } = this.#options;
		this.#stream = bus.subscribe({ source: "github", repo });
		drain(this.#stream).catch(onFailure);
	}

	endSoon(): void {
		this.#timer?.cancel();
		this.#timer = this.#options.clock.setTimer(LAST_LOOK_MS, () => this.close());
	}

	close(): void {
		this.#timer?.cancel();
		this.#stream?.close();
		this.#stream = undefined;
	}
}

/** Whoever waits for the events hears them; here they only have to go. */
async function drain(stream: EventStream): Promise<void> {
	for await (const _event of stream);
}
