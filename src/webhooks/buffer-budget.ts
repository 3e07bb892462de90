/** How many bytes all bodies together may hold in memory. */
export class BufferBudget {
	#freeBytes: number;

	constructor(maxBytes: number) {
		this.#freeBytes = maxBytes;
	}

	/** Whether so much was left; what was taken is given back by its taker. */
	take(bytes: number): boolean {
		if (bytes > this.#freeBytes) return false;
		this.#freeBytes -= bytes;
		return true;
	}

	giveBack(bytes: number): void {
		this.#freeBytes += bytes;
	}
}
