/** One client's HTTP connection: how long it may take to ask, how much it may ask at once, and its end. */
import { setMaxListeners } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { BusError } from "../errors.js";
import type { Clock, Timer } from "../platform/clock.js";
import { toRawRefusal } from "./answer.js";

/** From one answer to the end of the next request, or from the connection to the end of the first. */
const REQUEST_MS = 30_000;
// A client that pipelines more than this without reading an answer would fill the memory.
const MAX_REQUESTS_IN_FLIGHT = 100;

export class HttpConnection {
	readonly #socket: Socket;
	readonly #clock: Clock;
	readonly #onRequest: () => void;
	readonly #ending = new AbortController();
	#timer: Timer | undefined;
	#requestsInFlight = 0;
	#bytesReadBefore = 0;

	constructor(
		socket: Socket,
		{ clock, onRequest }: { readonly clock: Clock; readonly onRequest: () => void },
	) {
		this.#socket = socket;
		this.#clock = clock;
		this.#onRequest = onRequest;
		// Pipelined streams each listen.
		setMaxListeners(0, this.#ending.signal);
		socket.once("close", () => this.#onClose());
		this.#expectRequest();
	}

	/** Aborts when the client or the daemon has left. */
	get ending(): AbortSignal {
		return this.#ending.signal;
	}

	/** A request's head has come. Says whether it may be answered. */
	begin(request: IncomingMessage, response: ServerResponse): boolean {
		this.#onRequest();
		this.#requestsInFlight += 1;
		if (this.#requestsInFlight > MAX_REQUESTS_IN_FLIGHT) {
			this.#socket.destroy();
			return false;
		}
		let open = 2;
		const onDone = (): void => {
			open -= 1;
			if (open === 0) this.#onAnswered();
		};
		// Its body has as long again as its head had.
		this.#expectRequest();
		request.once("end", () => {
			this.#timer?.cancel();
			onDone();
		});
		response.once("close", onDone);
		return true;
	}

	/** Ends every stream as a whole one, lets what was asked be answered, and closes. */
	end(): void {
		this.#ending.abort();
		if (this.#requestsInFlight === 0) this.#socket.end();
	}

	/** Answers bytes that are no request, if anybody still reads. */
	refuse(status: string, error: BusError): void {
		// Within a half-written answer, no second one can begin.
		if (this.#requestsInFlight > 0 || !this.#socket.writable) this.#socket.destroy();
		else this.#socket.end(toRawRefusal(status, error));
	}

	// An answer whose turn has not come hears nothing of the socket: only this tells its stream.
	#onClose(): void {
		this.#timer?.cancel();
		this.#ending.abort();
	}

	#onAnswered(): void {
		this.#requestsInFlight -= 1;
		if (this.#requestsInFlight > 0 || this.#socket.destroyed) return;
		if (this.#ending.signal.aborted) this.#socket.end();
		else this.#expectRequest();
		this.#bytesReadBefore = this.#socket.bytesRead;
	}

	// While a request is answered no timer runs: an answer may be a stream that never ends.
	#expectRequest(): void {
		this.#timer?.cancel();
		this.#timer = this.#clock.setTimer(REQUEST_MS, () => this.#onTooSlow());
	}

	#onTooSlow(): void {
		const isIdle = this.#requestsInFlight === 0 && this.#socket.bytesRead === this.#bytesReadBefore;
		const seconds = REQUEST_MS / 1_000;
		const error = new BusError("REQUEST_INVALID", `Cannot wait longer for the request: ${seconds} s passed`);
		if (isIdle) this.#socket.end();
		else this.refuse("408 Request Timeout", error);
		this.#socket.destroySoon();
	}
}
