/** Waits that were answered with "pending" and left: their session is told of the end once it sits idle. */
import type { BusClient } from "../client/bus-client.js";
import type { PendingWait, Timers } from "./pending-waits.js";
import { findOwn, type Self } from "./self.js";

export interface LeftWaitsOptions {
	readonly bus: BusClient;
	readonly timers: Timers;
	readonly self: Self;
	readonly onError: (error: Error) => void;
}

/** Who works on asks again by itself. */
const LOOK_EVERY_MS = 5_000;

export class LeftWaits {
	readonly #options: LeftWaitsOptions;
	readonly #watched = new WeakSet<PendingWait>();

	constructor(options: LeftWaitsOptions) {
		this.#options = options;
	}

	watch(wait: PendingWait): void {
		if (this.#watched.has(wait)) return;
		this.#watched.add(wait);
		const later = (): void => this.#lookLater(wait);
		wait.outcome.then(later, later);
	}

	#lookLater(wait: PendingWait): void {
		const { timers, onError } = this.#options;
		timers.setTimer(LOOK_EVERY_MS, () => {
			this.#look(wait).catch((error: unknown) =>
				onError(error instanceof Error ? error : new Error(String(error))),
			);
		});
	}

	async #look(wait: PendingWait): Promise<void> {
		if (wait.isAnswered || wait.isClosed) return;
		const { bus, self } = this.#options;
		const [own, ...others] = findOwn(await bus.agents.list(), self);
		// It could be any of several sessions that share a process.
		if (own === undefined || others.length > 0) return;
		if (own.state !== "idle" || !wait.isUnasked) return this.#lookLater(wait);
		const what = await wait.armed;
		await bus.deliver(
			own.name,
			`A wait that was left pending is over (${what}). Its answer: call wait_for_event with {"wait_id":"${wait.id}"} and nothing else.`,
		);
	}
}
