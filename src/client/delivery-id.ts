/** Delivery ids for events whose emitter gave none, so that an emit can be repeated after a lost answer. */
export class DeliveryIdGenerator {
	/** Tells this client from every other. */
	readonly #client: string;
	#count = 0;

	constructor(pid: number) {
		this.#client = `${pid.toString(36)}-${Math.floor(Math.random() * 2 ** 52).toString(36)}`;
	}

	/** Unique, and growing with time: the store's index of them then grows at one end. */
	next(nowMs: number): string {
		this.#count += 1;
		// The time in decimal digits: V8 needs a microsecond for any other base.
		return `${nowMs}-${this.#client}-${this.#count}`;
	}
}
