/** One connection to the daemon, with any number of requests in flight. */
import { connect, type OnReadOpts, type Socket } from "node:net";
import type { BusError } from "../errors.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import { FrameDecoder } from "../protocol/frame.js";
import { cannotConnect, clientClosed, toError, unreachable } from "./connection-errors.js";
import { findFault, parseReply, type RequestReply } from "./read-reply.js";
import { encodeRequest, type RequestBody } from "./request-frame.js";

/** Who is told what comes back for one request. */
export interface ReplyHandler {
	onReply(reply: RequestReply): void;
	/** The request is over: it was refused, or the connection is gone (DAEMON_UNREACHABLE). */
	onError(error: BusError): void;
}

const FLUSH_LIMIT_MS = 250;
const READ_BYTES = 64 * 1024;
const FEW_REQUESTS = 8;

export class Connection {
	readonly #socket: Socket;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	readonly #handlers = new Map<number, ReplyHandler>();
	#nextId = 1;
	#lost: BusError | undefined;
	#goodbye: string | undefined;

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.on("error", (cause) => this.#lose(unreachable("the connection broke", cause)));
		socket.on("close", () => this.#lose(unreachable("the daemon closed the connection")));
	}

	/** @throws BusError DAEMON_UNREACHABLE with the system's error as its cause */
	static open(socketPath: string): Promise<Connection> {
		return new Promise((resolve, reject) => {
			let connection: Connection | undefined;
			const onread = readInto((bytes) => {
				if (connection !== undefined) connection.#onBytes(bytes);
			});
			const socket = connect({ path: socketPath, onread });
			socket.once("error", (cause) => reject(cannotConnect(socketPath, cause)));
			socket.once("connect", () => {
				socket.removeAllListeners("error");
				connection = new Connection(socket);
				resolve(connection);
			});
		});
	}

	get isLost(): boolean {
		return this.#lost !== undefined;
	}

	/** The reason the daemon gave when it left in good order. */
	get goodbye(): string | undefined {
		return this.#goodbye;
	}

	/**
	 * Sends a request; the handler hears of everything that comes back for it.
	 * @throws BusError REQUEST_INVALID when it cannot be said in JSON, or not in one frame
	 */
	send(request: RequestBody, handler: ReplyHandler): number {
		const id = this.#nextId;
		this.#nextId += 1;
		if (this.#lost !== undefined) {
			handler.onError(this.#lost);
			return id;
		}
		const frame = encodeRequest(id, request);
		this.#handlers.set(id, handler);
		this.#write(frame);
		return id;
	}

	/** Sends a request whose reply nobody needs. */
	post(request: RequestBody): void {
		if (this.#lost !== undefined) return;
		this.#write(encodeRequest(this.#nextId, request));
		this.#nextId += 1;
	}

	/** No more is wanted of a request. */
	forget(id: number): void {
		this.#handlers.delete(id);
	}

	/** Sends a request that has one reply. */
	request(request: RequestBody): Promise<RequestReply> {
		return new Promise((resolve, reject) => {
			const id = this.send(request, {
				onReply: (reply) => {
					this.forget(id);
					resolve(reply);
				},
				onError: reject,
			});
		});
	}

	/** It no longer keeps the process running. */
	unref(): void {
		this.#socket.unref();
	}

	/** Ends every request. Resolves when what was sent has been handed to the system and the socket is closed. */
	close(): Promise<void> {
		this.#lose(clientClosed());
		return new Promise((resolve) => {
			if (this.#socket.destroyed) return resolve();
			// A daemon that stands still takes no more bytes, and would never let go.
			const limit = setTimeout(() => this.#socket.destroy(), FLUSH_LIMIT_MS);
			this.#socket.once("close", () => {
				clearTimeout(limit);
				resolve();
			});
			// The daemon may be busy sending; nobody reads any more.
			this.#socket.destroySoon();
		});
	}

	/** At once; but whoever has much under way sends what is asked within one turn in one piece. */
	#write(frame: Buffer): void {
		if (this.#handlers.size > FEW_REQUESTS && this.#socket.writableCorked === 0) {
			this.#socket.cork();
			process.nextTick(() => this.#socket.uncork());
		}
		this.#socket.write(frame);
	}

	#onBytes(chunk: Buffer): void {
		try {
			this.#decoder.push(chunk, (text) => this.#onFrame(text));
		} catch (cause) {
			this.#abandon(unreachable("what it sent is not the protocol", cause));
		}
	}

	#onFrame(text: string): void {
		const reply = parseReply(text);
		if (reply.op === "goodbye") {
			this.#goodbye = reply.reason;
			return;
		}
		if (reply.op === "error" && reply.id === null) return this.#abandon(toError(reply));
		if (reply.id === null) return;
		const fault = findFault(reply);
		if (fault !== undefined) this.#refuse(reply.id, fault);
		else if (reply.op !== "error") this.#handlers.get(reply.id)?.onReply(reply);
	}

	#refuse(id: number, error: BusError): void {
		const handler = this.#handlers.get(id);
		this.#handlers.delete(id);
		handler?.onError(error);
	}

	#abandon(error: BusError): void {
		this.#lose(error);
		this.#socket.destroy();
	}

	#lose(error: BusError): void {
		if (this.#lost !== undefined) return;
		this.#lost = error;
		const handlers = [...this.#handlers.values()];
		this.#handlers.clear();
		for (const handler of handlers) handler.onError(error);
	}
}

/** One buffer for all that comes in: what a stream would do for each chunk takes longer than reading it. */
function readInto(onBytes: (bytes: Buffer) => void): OnReadOpts {
	const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
	return {
		buffer,
		callback: (length) => {
			onBytes(buffer.subarray(0, length));
			return true;
		},
	};
}
