/** One client's connection: its first byte chooses the dialect, its first frame the version. */
import type { Socket } from "node:net";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import type { Timer } from "../platform/clock.js";
import { FrameDecoder } from "../protocol/frame.js";
import { isVersion1 } from "../protocol/version1.js";
import { errorFrame } from "./error-frame.js";
import { FIRST_FRAME_MS, isHttp, parseEnvelope, tooSlow } from "./first-frame.js";
import { closed, letGo } from "./let-go.js";
import { Outbox } from "./outbox.js";
import type { ConnectionServices } from "./services.js";
import { SessionV1 } from "./session-v1.js";
import { SessionV2 } from "./session-v2.js";

// How often a client that sends no more is looked at, since nothing else would tell that it has gone.
const HALF_CLOSED_CHECK_MS = 5_000;
const FAREWELL_CHECK_MS = 5;

export class Connection {
	readonly #socket: Socket;
	readonly #peerPid: number;
	readonly #services: ConnectionServices;
	readonly #outbox: Outbox;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	#timer: Timer;
	#session: SessionV1 | SessionV2 | undefined;
	#http: { end(): void } | undefined;
	#isPaused = false;
	#isHalfClosed = false;
	#isLeaving = false;

	constructor(socket: Socket, peerPid: number, services: ConnectionServices) {
		this.#socket = socket;
		this.#peerPid = peerPid;
		this.#services = services;
		this.#outbox = new Outbox(socket);
		this.#timer = services.clock.setTimer(FIRST_FRAME_MS, () => this.#refuse(tooSlow()));
		socket.once("data", (chunk) => this.#chooseDialect(chunk));
		socket.on("drain", () => this.#onDrain());
		socket.on("end", () => this.#onHalfClosed());
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

	/** Lets the client take what the log holds for it, says why the daemon goes, and ends. `destroy` cuts that short. */
	async leave(reason: string): Promise<void> {
		this.#isLeaving = true;
		// What comes now is dropped; what nobody reads would turn the end into a reset.
		this.#socket.resume();
		if (this.#http === undefined) await this.#sayGoodbye(reason);
		else this.#http.end();
		await closed(this.#socket, this.#services.clock);
	}

	destroy(): void {
		this.#socket.destroy();
	}

	#chooseDialect(chunk: Buffer): void {
		if (isHttp(chunk[0] ?? 0)) {
			this.#timer.cancel();
			this.#socket.removeAllListeners("drain").removeAllListeners("end");
			this.#http = this.#services.acceptHttp(this.#socket, chunk, this.#services.onActivity);
			return;
		}
		this.#socket.on("data", (next) => this.#onBytes(next));
		this.#onBytes(chunk);
	}

	#onBytes(chunk: Buffer): void {
		// A version 1 client has said everything with its first frame.
		if (this.#isLeaving || this.#session instanceof SessionV1) return;
		this.#services.onActivity();
		try {
			this.#decoder.push(chunk, (text) => this.#onFrame(text));
		} catch (error) {
			if (!(this.#session instanceof SessionV1)) this.#refuse(error);
		}
		this.#pauseOrReadOn();
	}

	#onFrame(text: string): void {
		if (this.#session instanceof SessionV2) this.#session.onFrame(text);
		else if (this.#session === undefined) this.#startSession(text);
	}

	#startSession(text: string): void {
		this.#timer.cancel();
		const envelope = parseEnvelope(text);
		const { bus, demands, heartbeatSeconds, onSubscribedV1, handle, onDefect, clock } = this.#services;
		if (isVersion1(envelope)) {
			const session = new SessionV1({
				bus,
				demands,
				outbox: this.#outbox,
				heartbeatSeconds: heartbeatSeconds(),
				onDefect,
			});
			session.start(envelope, text);
			this.#session = session;
			if (session.isSubscribed) return onSubscribedV1();
			this.#outbox.flush();
			return letGo(this.#socket, clock);
		}
		this.#session = new SessionV2({
			outbox: this.#outbox,
			peerPid: this.#peerPid,
			handle,
			onDefect,
			onSettled: () => this.#onSettled(),
		});
		this.#session.onFrame(text);
	}

	// A client that does not read its replies, or asks faster than it can be answered, is not read either.
	#pauseOrReadOn(): void {
		const isAhead =
			this.#outbox.isFull || (this.#session instanceof SessionV2 && this.#session.pending.isFull);
		if (isAhead === this.#isPaused || this.#isLeaving) return;
		this.#isPaused = isAhead;
		if (isAhead) this.#socket.pause();
		else this.#socket.resume();
	}

	#onSettled(): void {
		this.#pauseOrReadOn();
		this.#endWhenDone();
	}

	#refuse(error: unknown): void {
		this.#outbox.send(errorFrame(null, error, this.#services.onDefect));
		this.#outbox.flush();
		letGo(this.#socket, this.#services.clock);
	}

	#onDrain(): void {
		this.#pauseOrReadOn();
		this.#outbox.onDrain();
		this.#session?.onDrain();
	}

	/** It sends no more, as `nc` does at the end of its input; it may still listen. */
	#onHalfClosed(): void {
		if (this.#session === undefined) return letGo(this.#socket, this.#services.clock);
		this.#isHalfClosed = true;
		this.#endWhenDone();
		this.#watchHalfClosed();
	}

	#watchHalfClosed(): void {
		const { clock, hasPeerHungUp } = this.#services;
		if (hasPeerHungUp(this.#socket)) return void this.#socket.destroy();
		this.#timer = clock.setTimer(HALF_CLOSED_CHECK_MS, () => this.#watchHalfClosed());
	}

	#endWhenDone(): void {
		if (!this.#isHalfClosed || !(this.#session instanceof SessionV2) || !this.#session.isIdle) return;
		this.#outbox.flush();
		letGo(this.#socket, this.#services.clock);
	}

	async #sayGoodbye(reason: string): Promise<void> {
		while (this.#session?.isBehind === true && !this.#socket.destroyed) {
			await new Promise<void>((resolve) => this.#services.clock.setTimer(FAREWELL_CHECK_MS, resolve));
		}
		if (this.#session instanceof SessionV2) this.#session.sayGoodbye(reason);
		this.#session?.close();
		this.#outbox.flush();
		this.#socket.end();
	}

	#onClose(): void {
		this.#timer.cancel();
		this.#session?.close();
		this.#outbox.onDrain();
		this.#services.onClose(this);
	}
}
