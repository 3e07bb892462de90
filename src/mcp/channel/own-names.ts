/** By which names the session that started this server is known on the bus. */
import type { BusClient } from "../../client/bus-client.js";
import type { Timers } from "../pending-waits.js";
import { findOwn, type Self } from "../self.js";

// A session's own hook may give it its name after this server was started.
const KNOWN_FOR_MS = 2_000;

export class OwnNames {
	readonly #bus: BusClient;
	readonly #timers: Timers;
	readonly #self: Self;
	#names: ReadonlySet<string>;
	#readAtMs = Number.NEGATIVE_INFINITY;

	constructor(bus: BusClient, timers: Timers, self: Self) {
		this.#bus = bus;
		this.#timers = timers;
		this.#self = self;
		this.#names = new Set(self.name === undefined ? [] : [self.name]);
	}

	async read(signal: AbortSignal): Promise<ReadonlySet<string>> {
		const nowMs = this.#timers.nowMs();
		if (nowMs - this.#readAtMs < KNOWN_FOR_MS) return this.#names;
		const agents = await this.#bus.agents.list({ signal });
		const own = findOwn(agents, this.#self);
		// What it was called before stays its own: messages to that name may still be on their way.
		this.#names = new Set([...this.#names, ...own.map(({ name }) => name)]);
		this.#readAtMs = nowMs;
		return this.#names;
	}
}
