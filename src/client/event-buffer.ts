/** Events on their way from the connection to the loop that takes them, with what is to be told in between. */
import type { BusEvent } from "../event/event.js";
import { createDeferred, type Deferred } from "../platform/deferred.js";

type Item = { readonly event: BusEvent } | { readonly notice: () => void };

/** Who fills it bounds it; see `size`. */
export class EventBuffer {
	#items: Item[] = [];
	#takers: Deferred<IteratorResult<BusEvent>>[] = [];
	#size = 0;
	#end: { readonly error?: unknown } | undefined;

	/** Events that wait to be taken. */
	get size(): number {
		return this.#size;
	}

	push(event: BusEvent): void {
		if (this.#end !== undefined) return;
		const taker = this.#takers.shift();
		if (taker !== undefined) return taker.resolve({ done: false, value: event });
		this.#items.push({ event });
		this.#size += 1;
	}

	/** Calls the function when everything before it has been taken and more is asked for. Must not throw. */
	tell(notice: () => void): void {
		if (this.#end !== undefined) return;
		if (this.#takers.length > 0) notice();
		else this.#items.push({ notice });
	}

	/** The next event; after the last one, how it ended. */
	async take(): Promise<IteratorResult<BusEvent>> {
		for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) {
			if ("event" in item) {
				this.#size -= 1;
				return { done: false, value: item.event };
			}
			item.notice();
		}
		if (this.#end === undefined) {
			const taker = createDeferred<IteratorResult<BusEvent>>();
			this.#takers.push(taker);
			return await taker.promise;
		}
		if ("error" in this.#end) throw this.#end.error;
		return { done: true, value: undefined };
	}

	/** No more comes; what is there may still be taken. */
	end(): void {
		this.#settle({});
	}

	/** No more comes; what is there may still be taken, and then everyone gets the error. */
	fail(error: unknown): void {
		this.#settle({ error });
	}

	clear(): void {
		this.#items = [];
		this.#size = 0;
	}

	#settle(end: { readonly error?: unknown }): void {
		if (this.#end !== undefined) return;
		this.#end = end;
		const takers = this.#takers;
		this.#takers = [];
		for (const taker of takers) {
			if ("error" in end) taker.reject(end.error);
			else taker.resolve({ done: true, value: undefined });
		}
	}
}
