/** The requests of one client that wait for their answer: what they weigh, and whose turn it is. */
import type { Request } from "../protocol/messages.js";
import type { Outbox } from "./outbox.js";

// Beyond this, no more of a client's requests are read.
const MAX_PENDING_BYTES = 1024 * 1024;
const REQUEST_OVERHEAD_BYTES = 256;

export class PendingRequests {
	readonly #outbox: Outbox;
	readonly #onSettled: () => void;
	readonly #starting = new Map<number, Promise<void>>();
	#bytes = 0;
	#turn: Promise<void> = Promise.resolve();

	constructor(outbox: Outbox, onSettled: () => void) {
		this.#outbox = outbox;
		this.#onSettled = onSettled;
	}

	/** Whether so much waits that no more shall be read. */
	get isFull(): boolean {
		return this.#bytes >= MAX_PENDING_BYTES;
	}

	get isEmpty(): boolean {
		return this.#bytes === 0;
	}

	has(id: number): boolean {
		return this.#starting.has(id);
	}

	/** Resolves when the request of this id has been started or answered; at once when there is none. */
	async started(id: number): Promise<void> {
		await this.#starting.get(id);
	}

	/** `answered` never rejects. */
	add({ op, id }: Request, answered: Promise<void>, textLength: number): void {
		const bytes = textLength + REQUEST_OVERHEAD_BYTES;
		// Nothing can be said about an emit but its answer, and there may be many.
		const isNamed = op !== "emit";
		this.#bytes += bytes;
		const settled = answered.then(() => {
			this.#bytes -= bytes;
			if (isNamed) this.#starting.delete(id);
			this.#onSettled();
		});
		if (isNamed) this.#starting.set(id, settled);
	}

	/** Does what may answer at length, one at a time, and only while the client reads the answers. */
	inTurn(task: () => void | Promise<void>): Promise<void> {
		const run = this.#turn.then(async () => {
			await this.#outbox.room();
			await task();
		});
		this.#turn = run.catch(() => undefined);
		return run;
	}
}
