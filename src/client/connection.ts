/** One connection to the daemon, with any number of requests in flight. */
import { connect, type Socket } from "node:net";
import { BusError } from "../errors.js";
import { restoreExactTime } from "../event/encode-event.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import { encodeFrame, FrameDecoder } from "../protocol/frame.js";
import type { Reply, Request } from "../protocol/messages.js";
import { PROTOCOL_VERSION } from "../protocol/messages.js";

/** A reply that belongs to a request; `error` replies arrive as a BusError instead. */
export type RequestReply = Exclude<Reply, { op: "error" } | { op: "goodbye" }>;

type WithoutId<R> = R extends unknown ? Omit<R, "id"> : never;
export type RequestBody = WithoutId<Request>;

/** Who is told what comes back for one request. */
export interface ReplyHandler {
	onReply(reply: RequestReply): void;
	/** The request is over: it was refused, or the connection is gone (DAEMON_UNREACHABLE). */
	onError(error: BusError): void;
}

export class Connection {
	readonly #socket: Socket;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	readonly #handlers = new Map<number, ReplyHandler>();
	#nextId = 1;
	#lost: BusError | undefined;
	#goodbye: string | undefined;

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.on("data", (chunk) => this.#onBytes(chunk));
		socket.on("error", (cause) => this.#lose(unreachable("the connection broke", cause)));
		socket.on("close", () => this.#lose(unreachable("the daemon closed the connection")));
	}

	/** @throws BusError DAEMON_UNREACHABLE with the system's error as its cause */
	static open(socketPath: string): Promise<Connection> {
		return new Promise((resolve, reject) => {
			const socket = connect(socketPath);
			socket.once("error", (cause) => reject(cannotConnect(socketPath, cause)));
			socket.once("connect", () => {
				socket.removeAllListeners("error");
				resolve(new Connection(socket));
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

	/** Sends a request; the handler hears of everything that comes back for it. */
	send(request: RequestBody, handler: ReplyHandler): number {
		const id = this.#nextId;
		this.#nextId += 1;
		if (this.#lost !== undefined) {
			handler.onError(this.#lost);
			return id;
		}
		this.#handlers.set(id, handler);
		this.#write(id, request);
		return id;
	}

	/** Sends a request whose reply nobody needs. */
	post(request: RequestBody): void {
		if (this.#lost !== undefined) return;
		this.#write(this.#nextId, request);
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

	/** Resolves when what was sent has been handed to the system and the socket is closed. */
	close(): Promise<void> {
		this.#lost ??= unreachable("the connection was closed");
		this.#handlers.clear();
		return new Promise((resolve) => {
			if (this.#socket.destroyed) return resolve();
			this.#socket.once("close", () => resolve());
			this.#socket.end();
			// The daemon may be busy sending; nobody reads any more.
			this.#socket.destroySoon();
		});
	}

	/** Whether the connection keeps the process alive. */
	setReferenced(isReferenced: boolean): void {
		if (isReferenced) this.#socket.ref();
		else this.#socket.unref();
	}

	#write(id: number, request: RequestBody): void {
		this.#socket.write(encodeFrame(JSON.stringify({ proto: PROTOCOL_VERSION, id, ...request })));
	}

	#onBytes(chunk: Buffer): void {
		try {
			this.#decoder.push(chunk, (text) => this.#onFrame(text));
		} catch (cause) {
			this.#lose(unreachable("what it sent is not the protocol", cause));
			this.#socket.destroy();
		}
	}

	#onFrame(text: string): void {
		const reply = parseReply(text);
		if (reply.op === "goodbye") {
			this.#goodbye = reply.reason;
			return;
		}
		if (reply.op === "error" && reply.id === null) return this.#lose(toError(reply));
		if (reply.id === null) return;
		const handler = this.#handlers.get(reply.id);
		if (reply.op !== "error") return handler?.onReply(reply);
		this.#handlers.delete(reply.id);
		handler?.onError(toError(reply));
	}

	#lose(error: BusError): void {
		if (this.#lost !== undefined) return;
		this.#lost = error;
		const handlers = [...this.#handlers.values()];
		this.#handlers.clear();
		for (const handler of handlers) handler.onError(error);
	}
}

// The daemon is of this package and this user: its replies are trusted.
function parseReply(text: string): Reply {
	const reply = JSON.parse(text) as Reply;
	if (reply.op === "event" || reply.op === "detail") restoreExactTime(reply.event, text);
	return reply;
}

function toError(reply: Extract<Reply, { op: "error" }>): BusError {
	return new BusError(reply.code, reply.message, reply.hint === null ? {} : { hint: reply.hint });
}

function unreachable(what: string, cause?: unknown): BusError {
	return new BusError("DAEMON_UNREACHABLE", `Cannot talk to the daemon: ${what}`, { cause, hint: "waitbus status" });
}

function cannotConnect(socketPath: string, cause: NodeJS.ErrnoException): BusError {
	const why = cause.code === "ENOENT" ? "no such file" : cause.code === "ECONNREFUSED" ? "nobody listens" : cause.message;
	return new BusError("DAEMON_UNREACHABLE", `Cannot connect to "${socketPath}": ${why}`, {
		cause,
		hint: "Start it with: waitbus serve",
	});
}
