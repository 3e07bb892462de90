/** A version 2 client: requests in, replies out, several in flight on one connection. */
import { BusError } from "../errors.js";
import { parseWithExactTime } from "../event/exact-time.js";
import { encodeFrame } from "../protocol/frame.js";
import type { Reply, Request } from "../protocol/messages.js";
import { findRequestId, parseRequest } from "../protocol/parse-request.js";
import { errorFrame } from "./error-frame.js";
import type { Outbox } from "./outbox.js";
import { PendingRequests } from "./pending-requests.js";

/** Something that a request started and that lives until it ends or is cancelled. */
export interface Activity {
	/** Whether there is more to send that the client may still take. */
	readonly isBehind: boolean;
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
	readonly pending: PendingRequests;
	readonly isClosed: boolean;
	/** The name under which this connection registered an agent that is still its own. */
	agent: string | undefined;
	reply(reply: Reply): void;
	fail(id: number | null, error: unknown): void;
	start(id: number, activity: Activity): void;
	finish(id: number): void;
	find(id: number): Activity | undefined;
}

/** What a wait needs of the session that it answers. */
export interface WaitSession extends Pick<SessionContext, "peerPid" | "reply" | "fail" | "start" | "finish"> {
	readonly outbox: Pick<Outbox, "send" | "isFull">;
}

export type RequestHandler = (request: Request, session: SessionContext) => void | Promise<void>;

export interface SessionV2Options {
	readonly outbox: Outbox;
	readonly peerPid: number;
	readonly handle: RequestHandler;
	/** Called with what is a defect of waitbus rather than of the request. */
	readonly onDefect: (error: unknown) => void;
	/** A request has been answered, or what it started has ended. */
	readonly onSettled: () => void;
}

// Each costs some KiB, so one connection can hold some dozen MiB of them.
const MAX_ACTIVITIES = 16_384;

export class SessionV2 implements SessionContext {
	readonly pending: PendingRequests;
	agent: string | undefined;
	readonly #options: SessionV2Options;
	readonly #activities = new Map<number, Activity>();
	#isClosed = false;

	constructor(options: SessionV2Options) {
		this.#options = options;
		this.pending = new PendingRequests(options.outbox, options.onSettled);
	}

	get outbox(): Outbox {
		return this.#options.outbox;
	}

	get peerPid(): number {
		return this.#options.peerPid;
	}

	get isClosed(): boolean {
		return this.#isClosed;
	}

	/** Whether nothing is left that the client could hear of. */
	get isIdle(): boolean {
		return this.pending.isEmpty && this.#activities.size === 0;
	}

	/** Whether there is more to send that the client may still take. */
	get isBehind(): boolean {
		return [...this.#activities.values()].some((activity) => activity.isBehind);
	}

	onFrame(text: string): void {
		let message: unknown;
		try {
			message = parseWithExactTime(text);
		} catch (cause) {
			this.fail(null, new BusError("FRAME_INVALID", "Cannot read a frame: it is not JSON", { cause }));
			return;
		}
		this.#handle(message, text.length);
	}

	reply(reply: Reply): void {
		if (!this.#isClosed) this.outbox.sendLast(encodeFrame(JSON.stringify(reply)));
	}

	fail(id: number | null, error: unknown): void {
		const frame = errorFrame(id, error, this.#options.onDefect);
		if (!this.#isClosed) this.outbox.send(frame);
	}

	start(id: number, activity: Activity): void {
		if (this.#isClosed) activity.close();
		else this.#activities.set(id, activity);
	}

	finish(id: number): void {
		this.#activities.get(id)?.close();
		this.#activities.delete(id);
		this.#options.onSettled();
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

	#handle(message: unknown, textLength: number): void {
		try {
			const request = parseRequest(message);
			this.#requireRoomFor(request.id);
			const answered = this.#options.handle(request, this);
			if (answered === undefined) return;
			const settled = answered.catch((error: unknown) => this.fail(request.id, error));
			this.pending.add(request, settled, textLength);
		} catch (error) {
			this.fail(findRequestId(message) ?? null, error);
		}
	}

	#requireRoomFor(id: number): void {
		if (this.#activities.has(id) || this.pending.has(id)) {
			throw refusal(
				id,
				"an earlier one with this id is still active",
				"Count ids upwards on each connection",
			);
		}
		if (this.#activities.size >= MAX_ACTIVITIES) {
			throw refusal(
				id,
				`${MAX_ACTIVITIES} are active on this connection`,
				"Cancel some, or open another connection",
			);
		}
	}
}

function refusal(id: number, what: string, hint: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot start request ${id}: ${what}`, { hint });
}
