/** What waits to be written to one client: coalesced within a turn, and bounded. */
import type { Socket } from "node:net";

// Past this the client is slow: subscriptions go back to the log and requests are no longer read.
const FULL_BYTES = 1024 * 1024;
const COALESCE_BYTES = 128 * 1024;

export class Outbox {
	readonly #socket: Socket;
	#pending: Buffer[] = [];
	#pendingBytes = 0;
	#isFlushDue = false;
	#waiting: (() => void)[] = [];

	constructor(socket: Socket) {
		this.#socket = socket;
	}

	get isFull(): boolean {
		return this.#socket.writableLength + this.#pendingBytes >= FULL_BYTES;
	}

	/** Written when the work at hand is done: one system call for all frames of a turn, unless they are large anyway. */
	send(frame: Buffer): void {
		this.#add(frame);
		if (this.#isFlushDue || this.#pending.length === 0) return;
		this.#isFlushDue = true;
		process.nextTick(() => this.flush());
	}

	/** The same, but after what `send` has for other clients: whoever is woken first may take our processor. */
	sendLast(frame: Buffer): void {
		this.#add(frame);
		// Node runs microtasks when it has run the ticks.
		if (this.#pending.length === 1) queueMicrotask(() => this.flush());
	}

	/** Resolves when there is room again, or nobody left to write for. */
	async room(): Promise<void> {
		while (this.isFull && !this.#socket.destroyed) {
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
	}

	/** The client has read, or has gone. */
	onDrain(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}

	flush(): void {
		this.#isFlushDue = false;
		const [first] = this.#pending;
		if (first === undefined || this.#socket.destroyed || this.#socket.writableEnded) return this.#clear();
		const bytes = this.#pending.length === 1 ? first : Buffer.concat(this.#pending, this.#pendingBytes);
		this.#clear();
		this.#socket.write(bytes);
	}

	#add(frame: Buffer): void {
		this.#pending.push(frame);
		this.#pendingBytes += frame.length;
		if (this.#pendingBytes >= COALESCE_BYTES) this.flush();
	}

	#clear(): void {
		this.#pending = [];
		this.#pendingBytes = 0;
	}
}
