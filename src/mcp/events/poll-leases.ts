/** Keeps what a client polls for subscribed to in between: some sources listen only while somebody wants them to. */
import type { BusClient } from "../../client/bus-client.js";
import type { EventStream } from "../../client/event-stream.js";
import type { Timers } from "../pending-waits.js";
import type { Subscription } from "./subscription.js";

const KEPT_MS = 10 * 60_000;
const MAX_LEASES = 64;

interface Lease {
	readonly stream: EventStream;
	readonly end: { cancel(): void };
}

export class PollLeases {
	readonly #bus: BusClient;
	readonly #timers: Timers;
	readonly #leases = new Map<string, Lease>();

	constructor(bus: BusClient, timers: Timers) {
		this.#bus = bus;
		this.#timers = timers;
	}

	/** Resolves when whatever happens from now on will be in the log. */
	async renew({ type, arguments: given, selection }: Subscription): Promise<void> {
		const key = JSON.stringify([type.listing.name, given]);
		const known = this.#leases.get(key);
		known?.end.cancel();
		const stream = known?.stream ?? this.#open(key, selection);
		const end = this.#timers.setTimer(KEPT_MS, () => stream.close());
		// Set anew, so that the first is the one that was polled for the longest ago.
		this.#leases.delete(key);
		this.#leases.set(key, { stream, end });
		const [oldest] = this.#leases.values();
		if (this.#leases.size > MAX_LEASES) oldest?.stream.close();
		await stream.started;
	}

	#open(key: string, selection: Subscription["selection"]): EventStream {
		const onClosed = (): void => {
			this.#leases.get(key)?.end.cancel();
			this.#leases.delete(key);
		};
		const stream = this.#bus.subscribe(selection, { onClosed });
		void forget(stream);
		return stream;
	}
}

async function forget(stream: EventStream): Promise<void> {
	try {
		for await (const _event of stream);
	} catch {
		// The poll itself says what is wrong.
	}
}
