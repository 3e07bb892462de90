/** One client's connection: its first byte chooses the dialect, its first frame the version. */
import type { Socket } from "node:net";
import { BusError } from "../errors.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import type { Timer } from "../platform/clock.js";
import { encodeFrame, FrameDecoder } from "../protocol/frame.js";
import { isVersion1 } from "../protocol/version1.js";
import { Outbox } from "./outbox.js";
import type { ConnectionServices } from "./services.js";
import { SessionV1 } from "./session-v1.js";
import { SessionV2 } from "./session-v2.js";

const FIRST_FRAME_MS = 10_000;

export class Connection {
	readonly #socket: Socket;
	readonly #peerPid: number;
	readonly #services: ConnectionServices;
	readonly #outbox: Outbox;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	readonly #firstFrameTimer: Timer;
	#session: SessionV1 | SessionV2 | undefined;

	constructor(socket: Socket, peerPid: number, services: ConnectionServices) {
		this.#socket = socket;
		this.#peerPid = peerPid;
		this.#services = services;
		this.#outbox = new Outbox(socket);
		this.#firstFrameTimer = services.clock.setTimer(FIRST_FRAME_MS, () => this.#refuse(tooSlow()));
		socket.once("data", (chunk) => this.#chooseDialect(chunk));
		socket.on("drain", () => this.#onDrain());
		// What went wrong with a socket shows in its close.
		socket.on("error", () => undefined);
		socket.on("close", () => this.#onClose());
	}

	get isVersion1Subscriber(): boolean {
		return this.#session instanceof SessionV1 && this.#session.isSubscribed;
	}

	heartbeat(frame: Buffer): void {
		if (this.#session instanceof SessionV1) this.#session.heartbeat(frame);
	}

	/** Says why, lets the client take what is written, and ends; `destroy` is for those who do not read. */
	end(reason: string): void {
		if (this.#session instanceof SessionV2) this.#session.sayGoodbye(reason);
		this.#session?.close();
		this.#outbox.end();
	}

	destroy(): void {
		this.#socket.destroy();
	}

	#chooseDialect(chunk: Buffer): void {
		const first = chunk[0] ?? 0;
		if (isLetter(first)) {
			this.#firstFrameTimer.cancel();
			this.#socket.removeAllListeners("drain");
			this.#services.acceptHttp(this.#socket, chunk);
			return;
		}
		this.#socket.on("data", (next) => this.#onBytes(next));
		this.#onBytes(chunk);
	}

	#onBytes(chunk: Buffer): void {
		this.#services.onActivity();
		try {
			this.#decoder.push(chunk, (text) => this.#onFrame(text));
		} catch (error) {
			this.#refuse(error);
		}
		// A client that does not read its replies may not send more requests either.
		if (this.#outbox.isFull) this.#socket.pause();
	}

	#onFrame(text: string): void {
		if (this.#session instanceof SessionV2) this.#session.onFrame(text);
		// A version 1 client has said everything with its first frame.
		else if (this.#session === undefined) this.#startSession(text);
	}

	#startSession(text: string): void {
		this.#firstFrameTimer.cancel();
		const envelope = parseEnvelope(text);
		const { bus, heartbeatSeconds, onSubscribedV1, handle, onDefect } = this.#services;
		if (isVersion1(envelope)) {
			const session = new SessionV1({ bus, outbox: this.#outbox, heartbeatSeconds });
			this.#session = session;
			session.start(envelope, text);
			if (session.isSubscribed) onSubscribedV1();
			return;
		}
		this.#session = new SessionV2({ outbox: this.#outbox, peerPid: this.#peerPid, handle, onDefect });
		this.#session.onFrame(text);
	}

	#refuse(error: unknown): void {
		const known = error instanceof BusError ? error : new BusError("INTERNAL", "Cannot read on: a defect in waitbus");
		if (known !== error) this.#services.onDefect(error);
		const { code, message, hint } = known;
		this.#outbox.send(encodeFrame(JSON.stringify({ op: "error", id: null, code, message, hint: hint ?? null })));
		this.#outbox.end();
		this.#socket.removeAllListeners("data");
		// Bytes that nobody reads would turn the end into a reset, and the refusal would be lost.
		this.#socket.resume();
	}

	#onDrain(): void {
		this.#socket.resume();
		this.#session?.onDrain();
	}

	#onClose(): void {
		this.#firstFrameTimer.cancel();
		this.#session?.close();
		this.#services.onClose(this);
	}
}

function isLetter(byte: number): boolean {
	return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function parseEnvelope(text: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not JSON", { cause });
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
	throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not a JSON object");
}

function tooSlow(): BusError {
	return new BusError("REQUEST_INVALID", `Cannot wait longer for the first frame: ${FIRST_FRAME_MS / 1_000} s passed`);
}
