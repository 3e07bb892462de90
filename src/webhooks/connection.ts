/** One sender's connection: how long it may take to ask, and its end. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Timer } from "../platform/clock.js";
import type { Answer } from "./answer.js";
import { refuse, toRawAnswer } from "./answer.js";
import type { WebhookLimits } from "./limits.js";

// No sender of webhooks pipelines; one that does this much without reading would fill the memory.
const MAX_REQUESTS_IN_FLIGHT = 16;

export interface WebhookConnectionOptions {
	readonly clock: Clock;
	readonly limits: WebhookLimits;
}

export class WebhookConnection {
	readonly #socket: Socket;
	readonly #clock: Clock;
	readonly #limits: WebhookLimits;
	#timer: Timer | undefined;
	#inFlight = 0;
	#accepted = 0;
	#newest: ServerResponse | undefined;
	#isRefused = false;
	#isEnding = false;
	#bytesReadBefore = 0;

	constructor(socket: Socket, { clock, limits }: WebhookConnectionOptions) {
		this.#socket = socket;
		this.#clock = clock;
		this.#limits = limits;
		socket.once("close", () => this.#timer?.cancel());
		this.#expectHead();
	}

	/** Whether the connection is to be closed after the answer that is written now. */
	get isEnding(): boolean {
		return this.#isEnding;
	}

	/** The head of a request has come. Says whether it may be answered. */
	begin(response: ServerResponse): boolean {
		this.#timer?.cancel();
		this.#inFlight += 1;
		this.#newest = response;
		response.once("close", () => this.#onAnswered());
		if (this.#inFlight <= MAX_REQUESTS_IN_FLIGHT) return true;
		this.#socket.destroy();
		return false;
	}

	/** The whole request has come: from here on the connection lives until it is answered. */
	accept(response: ServerResponse): void {
		this.#accepted += 1;
		response.once("close", () => {
			this.#accepted -= 1;
			if (this.#isEnding && this.#accepted === 0) this.#socket.destroySoon();
		});
	}

	/** Answers bytes that are no request, if anybody still reads. */
	refuse(answer: Answer, reason: string): void {
		// What a sender goes on to send after its first mistake is another mistake.
		if (this.#isRefused) return;
		this.#isRefused = true;
		this.#timer?.cancel();
		// What came whole before is still answered.
		if (this.#accepted > 0) this.#isEnding = true;
		// Within an answer that is being written, no second one can begin.
		else if (this.#isWriting || !this.#socket.writable) this.#socket.destroy();
		else
			endWith(this.#socket, toRawAnswer(answer, reason), {
				clock: this.#clock,
				lingerMs: this.#limits.lingerMs,
			});
	}

	/** Answers what was accepted and cuts the rest. */
	end(): void {
		this.#isEnding = true;
		if (this.#accepted === 0) this.#socket.destroy();
	}

	get #isWriting(): boolean {
		return this.#inFlight > 1 || (this.#inFlight === 1 && this.#newest?.headersSent === true);
	}

	#onAnswered(): void {
		this.#inFlight -= 1;
		const isOver = this.#isEnding || this.#isRefused || this.#socket.destroyed;
		if (this.#inFlight === 0 && !isOver) this.#expectHead();
	}

	#expectHead(): void {
		this.#timer?.cancel();
		this.#bytesReadBefore = this.#socket.bytesRead;
		this.#timer = this.#clock.setTimer(this.#limits.headTimeoutMs, () => this.#onTooSlow());
	}

	#onTooSlow(): void {
		const isIdle = this.#socket.bytesRead === this.#bytesReadBefore;
		if (isIdle) return this.#socket.destroySoon();
		const seconds = this.#limits.headTimeoutMs / 1_000;
		const message = `Cannot wait longer for the head of the request: ${seconds} s passed`;
		this.refuse(refuse({ status: 408, code: "head_timeout", message }), "Request Timeout");
	}
}

/**
 * Writes the last bytes of a connection. What still comes in is dropped for a while: closing with unread
 * bytes would reset the connection, and the sender would not get to read them.
 */
export function endWith(
	socket: Socket,
	text: string,
	{ clock, lingerMs }: { readonly clock: Clock; readonly lingerMs: number },
): void {
	const timer = clock.setTimer(lingerMs, () => socket.destroy());
	socket.once("close", () => timer.cancel());
	socket.end(text);
	socket.resume();
}
