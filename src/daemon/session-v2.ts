/** A version 2 client: requests in, replies out, several in flight on one connection. */
import { BusError } from "../errors.js";
import { parseWithExactTime } from "../event/exact-time.js";
import { encodeFrame } from "../protocol/frame.js";
import type { Reply, Request } from "../protocol/messages.js";
import { findRequestId, parseRequest } from "../protocol/parse-request.js";
import type { Outbox } from "./outbox.js";

/** Something that a request started and that lives until it ends or is cancelled. */
export interface Activity {
	/** The client asked for its end; answers with what `cancelled` should tell. */
	cancel(replyId: number): void;
	/** The client's buffer has room again. */
	onDrain(): void;
	grant(credit: number): void;
	close(): void;
}

/** What a handler sees of the session it answers. */
export interface SessionContext {
	readonly peerPid: number;
	readonly outbox: Outbox;
	reply(reply: Reply): void;
	fail(id: number | null, error: unknown): void;
	start(id: number, activity: Activity): void;
	finish(id: number): void;
	find(id: number): Activity | undefined;
}

export type RequestHandler = (request: Request, session: SessionContext) => void | Promise<void>;

export interface SessionV2Options {
	readonly outbox: Outbox;
	readonly peerPid: number;
	readonly handle: RequestHandler;
	/** Called with what is a defect of waitbus rather than of the request. */
	readonly onDefect: (error: unknown) => void;
}

export class SessionV2 implements SessionContext {
	readonly #options: SessionV2Options;
	readonly #activities = new Map<number, Activity>();
	#isClosed = false;

	constructor(options: SessionV2Options) {
		this.#options = options;
	}

	get outbox(): Outbox {
		return this.#options.outbox;
	}

	get peerPid(): number {
		return this.#options.peerPid;
	}

	onFrame(text: string): void {
		// What comes after the goodbye is not acknowledged, so the client sends it to the next daemon.
		if (this.#isClosed) return;
		let message: unknown;
		try {
			message = parseWithExactTime(text);
		} catch (cause) {
			this.fail(null, new BusError("FRAME_INVALID", "Cannot read a frame: it is not JSON", { cause }));
			return;
		}
		this.#handle(message);
	}

	reply(reply: Reply): void {
		if (!this.#isClosed) this.outbox.send(encodeFrame(JSON.stringify(reply)));
	}

	fail(id: number | null, error: unknown): void {
		const known = error instanceof BusError ? error : new BusError("INTERNAL", "Cannot answer: a defect in waitbus");
		if (known !== error) this.#options.onDefect(error);
		this.reply({ op: "error", id, code: known.code, message: known.message, hint: known.hint ?? null });
	}

	start(id: number, activity: Activity): void {
		if (this.#isClosed) activity.close();
		else this.#activities.set(id, activity);
	}

	finish(id: number): void {
		this.#activities.get(id)?.close();
		this.#activities.delete(id);
	}

	find(id: number): Activity | undefined {
		return this.#activities.get(id);
	}

	onDrain(): void {
		for (const activity of this.#activities.values()) activity.onDrain();
	}

	/** Tells the client why the daemon leaves it. */
	sayGoodbye(reason: string): void {
		this.reply({ op: "goodbye", reason });
	}

	close(): void {
		this.#isClosed = true;
		for (const activity of this.#activities.values()) activity.close();
		this.#activities.clear();
	}

	#handle(message: unknown): void {
		try {
			const request = parseRequest(message);
			if (this.#activities.has(request.id)) throw idInUse(request.id);
			const pending = this.#options.handle(request, this);
			pending?.catch((error: unknown) => this.fail(request.id, error));
		} catch (error) {
			this.fail(findRequestId(message) ?? null, error);
		}
	}
}

function idInUse(id: number): BusError {
	return new BusError("REQUEST_INVALID", `Cannot start request ${id}: an earlier one with this id is still active`, {
		hint: "Count ids upwards on each connection",
	});
}
