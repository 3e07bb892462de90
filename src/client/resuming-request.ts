/** A request that lives long: when the daemon restarts it is sent again, from where it stood. */
import { BusError } from "../errors.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { Connection } from "./connection.js";
import type { RequestReply } from "./read-reply.js";
import type { Link } from "./link.js";
import type { RequestBody } from "./request-frame.js";

export interface ResumingRequestOptions {
	readonly clock: Clock;
	readonly link: Pick<Link, "live" | "open">;
	/** The request as it is to be sent now, with the cursor it has come to. */
	readonly request: () => RequestBody;
	readonly onReply: (reply: RequestReply) => void;
	/** The request was refused, no daemon could be reached again, or `onReply` threw this. */
	readonly onError: (error: unknown) => void;
}

const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 2_000;
// A daemon that is being upgraded is away for seconds; one that is gone for a minute is gone.
const GIVE_UP_MS = 60_000;
const RESTART_GRACE_MS = 1_000;

export class ResumingRequest {
	readonly #options: ResumingRequestOptions;
	#connection: Connection | undefined;
	#id = 0;
	#isClosed = false;
	/** Since when nothing has been heard, although a connection may be open again. */
	#lostAtMs: number | undefined;
	/** The reason the daemon gave when it left. */
	#goodbye: string | undefined;
	#retryMs = FIRST_RETRY_MS;
	#retryTimer: Timer | undefined;

	constructor(options: ResumingRequestOptions) {
		this.#options = options;
	}

	/** Sends the request for the first time. @throws BusError when there is no daemon */
	async start(): Promise<void> {
		const { link } = this.#options;
		// Without an await where it is open: what is asked later must not leave before.
		const connection = link.live ?? (await link.open(true));
		if (!this.#isClosed) this.#sendOn(connection);
	}

	/** Sends a message about this request, such as its cancellation, if it is connected. */
	postAbout(toBody: (target: number) => RequestBody): void {
		this.#connection?.post(toBody(this.#id));
	}

	/** Cancels the request; resolves with the daemon's last word on it, if it still has one. */
	async cancel(): Promise<RequestReply | undefined> {
		const connection = this.#connection;
		this.close();
		if (connection === undefined || connection.isLost) return undefined;
		return await connection.request({ op: "cancel", target: this.#id }).catch(() => undefined);
	}

	close(): void {
		this.#isClosed = true;
		this.#retryTimer?.cancel();
		this.#connection?.forget(this.#id);
		this.#connection = undefined;
	}

	#sendOn(connection: Connection): void {
		this.#connection = connection;
		this.#id = connection.send(this.#options.request(), {
			onReply: (reply) => this.#onReply(reply),
			onError: (error) => this.#onError(error),
		});
	}

	#onReply(reply: RequestReply): void {
		if (this.#isClosed) return;
		// Only an answer ends an outage: a peer that hangs up on every connection is none.
		this.#lostAtMs = undefined;
		this.#goodbye = undefined;
		this.#retryMs = FIRST_RETRY_MS;
		try {
			this.#options.onReply(reply);
		} catch (error) {
			// What a caller's own function throws ends this request, not the connection of all the others.
			this.#options.onError(error);
		}
	}

	#onError(error: BusError): void {
		if (this.#isClosed) return;
		if (!isUnreachable(error)) return this.#options.onError(error);
		this.#goodbye = this.#connection?.goodbye ?? this.#goodbye;
		this.#connection = undefined;
		const isFirstLoss = this.#lostAtMs === undefined;
		this.#lostAtMs ??= this.#options.clock.monotonicMs();
		if (isFirstLoss) void this.#reconnect();
		else this.#retryLater(error);
	}

	async #reconnect(): Promise<void> {
		try {
			const connection = await this.#options.link.open(mayStartAgain(this.#goodbye, this.#awayMs()));
			if (!this.#isClosed) this.#sendOn(connection);
		} catch (error) {
			if (isUnreachable(error)) this.#retryLater(error);
			else if (!this.#isClosed) this.#options.onError(error);
		}
	}

	#retryLater(error: unknown): void {
		if (this.#isClosed) return;
		if (this.#awayMs() > GIVE_UP_MS) return this.#options.onError(error);
		this.#retryTimer = this.#options.clock.setTimer(this.#retryMs, () => void this.#reconnect());
		this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
	}

	#awayMs(): number {
		return this.#options.clock.monotonicMs() - (this.#lostAtMs ?? 0);
	}
}

// Who stopped the daemon wants it stopped; who restarts it gets a moment to do so.
function mayStartAgain(goodbye: string | undefined, awayMs: number): boolean {
	if (goodbye === undefined) return true;
	return goodbye !== "stop" && awayMs > RESTART_GRACE_MS;
}

function isUnreachable(error: unknown): error is BusError {
	return error instanceof BusError && error.code === "DAEMON_UNREACHABLE";
}
