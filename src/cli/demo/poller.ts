/** What everybody did before: ask every second whether something happened. */
import type { BusClient } from "../../client/bus-client.js";
import type { BusEvent } from "../../event/event.js";
import { wallMs } from "./waiter.js";

const PERIOD_MS = 1_000;

export class Poller {
	readonly #seenAtMs = new Map<string, number>();
	readonly #timer: NodeJS.Timeout;
	#asked = 0;

	constructor(bus: BusClient) {
		this.#timer = setInterval(() => void this.#ask(bus), PERIOD_MS);
	}

	get asked(): number {
		return this.#asked;
	}

	/** Milliseconds after its commit that the poller saw an event; undefined when it has not yet. */
	delayOf(event: BusEvent): number | undefined {
		const seenAtMs = this.#seenAtMs.get(event.event_id);
		return seenAtMs === undefined ? undefined : seenAtMs - Number(event.received_at) / 1e6;
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	async #ask(bus: BusClient): Promise<void> {
		this.#asked += 1;
		const { events } = await bus.query({}, { limit: 100 });
		for (const { event_id } of events)
			if (!this.#seenAtMs.has(event_id)) this.#seenAtMs.set(event_id, wallMs());
	}
}
