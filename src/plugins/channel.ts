/** One end of the conversation with a plugin's process: messages of bounded size out of a stream, and into it. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { BusError } from "../errors.js";
import { encodeFrame, FrameDecoder } from "../protocol/frame.js";
import { encodeMessage, type FromPlugin, MAX_MESSAGE_BYTES, type ToPlugin } from "./messages.js";

export class Channel<Sent extends ToPlugin | FromPlugin> {
	readonly #socket: Socket;

	constructor(socket: Socket) {
		this.#socket = socket;
		// That it broke is seen by reading it.
		socket.on("error", () => undefined);
	}

	send(message: Sent): void {
		if (this.#socket.writable) this.#socket.write(encodeFrame(encodeMessage(message)));
	}

	/** Resolves when the other end has read enough of what was sent. */
	async drained(): Promise<void> {
		if (!this.#socket.writableNeedDrain) return;
		await Promise.race([once(this.#socket, "drain"), once(this.#socket, "close")]);
	}

	/**
	 * The frames that came in one piece of the stream, until it ends. Nothing more is read before they are dealt with.
	 * @throws BusError FRAME_INVALID
	 */
	async *frames(): AsyncGenerator<readonly string[]> {
		const decoder = new FrameDecoder(MAX_MESSAGE_BYTES);
		try {
			for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
				const frames: string[] = [];
				decoder.push(chunk as Buffer, (frame) => frames.push(frame));
				yield frames;
			}
		} catch (error) {
			// Who is killed leaves the stream broken rather than ended.
			if (error instanceof BusError) throw error;
		}
	}

	/** Resolves when the rest is sent. */
	async end(): Promise<void> {
		await new Promise<void>((resolve) => this.#socket.end(resolve));
	}

	close(): void {
		this.#socket.destroy();
	}
}
