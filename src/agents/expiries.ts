/** The messages that expire when nobody reads them in time. */
import * as v from "valibot";
import type { JsonValue } from "../event/event.js";
import type { Clock, Timer } from "../platform/clock.js";

export interface Expiry {
	readonly eventId: string;
	readonly atMs: number;
}

const remembered = v.array(v.object({ eventId: v.string(), atMs: v.number() }));

export interface ExpiriesOptions {
	readonly clock: Clock;
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	readonly onExpired: (eventId: string) => void;
}

export class Expiries {
	readonly #options: ExpiriesOptions;
	readonly #timers = new Map<string, { readonly expiry: Expiry; readonly timer: Timer }>();

	/** Those of the daemon before are waited for as well; whatever expired meanwhile does so now. */
	constructor(options: ExpiriesOptions) {
		this.#options = options;
		const result = v.safeParse(remembered, options.memory.read());
		for (const expiry of result.success ? result.output : []) this.#start(expiry);
	}

	add(expiry: Expiry): void {
		this.#start(expiry);
		this.#remember();
	}

	close(): void {
		for (const { timer } of this.#timers.values()) timer.cancel();
	}

	#start(expiry: Expiry): void {
		const { clock, onExpired } = this.#options;
		const timer = clock.setTimer(Math.max(0, expiry.atMs - clock.nowMs()), () => {
			this.#timers.delete(expiry.eventId);
			this.#remember();
			onExpired(expiry.eventId);
		});
		this.#timers.set(expiry.eventId, { expiry, timer });
	}

	#remember(): void {
		this.#options.memory.write([...this.#timers.values()].map(({ expiry }) => ({ ...expiry })));
	}
}
