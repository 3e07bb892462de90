/** What waits to be written to one response: coalesced within a turn, and bounded. */
import type { ServerResponse } from "node:http";

// Past this the client is slow, and reads from the log at its own pace.
const FULL_BYTES = 1024 * 1024;
const COALESCE_BYTES = 64 * 1024;

export class StreamWriter {
	readonly #response: ServerResponse;
	#pending: Buffer[] = [];
	#pendingBytes = 0;

	constructor(response: ServerResponse) {
		this.#response = response;
	}

	get isFull(): boolean {
		return this.#response.writableLength + this.#pendingBytes >= FULL_BYTES;
	}

	write(...parts: readonly Buffer[]): void {
		if (this.#pending.length === 0) process.nextTick(() => this.#flush());
		for (const part of parts) {
			this.#pending.push(part);
			this.#pendingBytes += part.length;
		}
		// One chunk for all events of this turn, unless they are large anyway.
		if (this.#pendingBytes >= COALESCE_BYTES) this.#flush();
	}

	/** Writes what is left, and ends the response as a whole one. */
	end(): void {
		this.#flush();
		if (!this.#response.destroyed) this.#response.end();
	}

	#flush(): void {
		const bytes = Buffer.concat(this.#pending, this.#pendingBytes);
		this.#pending = [];
		this.#pendingBytes = 0;
		if (bytes.length > 0 && !this.#response.destroyed) this.#response.write(bytes);
	}
}
