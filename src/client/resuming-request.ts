/** A request that lives long: when the daemon restarts it is sent again, from where it stood. */
import { setTimeout as delay } from "node:timers/promises";
import { BusError } from "../errors.js";
import type { Connection, RequestBody, RequestReply } from "./connection.js";

export interface ResumingRequestOptions {
	readonly open: (options: { readonly mayStart: boolean }) => Promise<Connection>;
	/** The request as it is to be sent now, with the cursor it has come to. */
	readonly request: () => RequestBody;
	readonly onReply: (reply: RequestReply) => void;
	/** The request was refused, or no daemon could be reached again. */
	readonly onError: (error: BusError) => void;
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

	constructor(options: ResumingRequestOptions) {
		this.#options = options;
	}

	/** Sends the request for the first time. @throws BusError when there is no daemon */
	async start(): Promise<void> {
		const connection = await this.#options.open({ mayStart: true });
		if (!this.#isClosed) this.#sendOn(connection);
	}

	/** Sends a message about this request, such as its cancellation, if it is connected. */
	postAbout(toBody: (target: number) => RequestBody): void {
		this.#connection?.post(toBody(this.#id));
	}

	/** Cancels the request; resolves with the daemon's last word on it, if it still has one. */
	async cancel(): Promise<RequestReply | undefined> {
		this.#isClosed = true;
		const connection = this.#connection;
		if (connection === undefined || connection.isLost) return undefined;
		connection.forget(this.#id);
		return await connection.request({ op: "cancel", target: this.#id }).catch(() => undefined);
	}

	close(): void {
		this.#isClosed = true;
		this.#connection?.forget(this.#id);
	}

	#sendOn(connection: Connection): void {
		this.#connection = connection;
		this.#id = connection.send(this.#options.request(), {
			onReply: (reply) => this.#options.onReply(reply),
			onError: (error) => this.#onError(error),
		});
	}

	#onError(error: BusError): void {
		if (this.#isClosed) return;
		if (error.code === "DAEMON_UNREACHABLE") void this.#reconnect();
		else this.#options.onError(error);
	}

	async #reconnect(): Promise<void> {
		const goodbye = this.#connection?.goodbye;
		this.#connection = undefined;
		const lostAtMs = performance.now();
		let retryMs = FIRST_RETRY_MS;
		while (!this.#isClosed) {
			const awayMs = performance.now() - lostAtMs;
			try {
				const connection = await this.#options.open({ mayStart: mayStartAgain(goodbye, awayMs) });
				if (!this.#isClosed) this.#sendOn(connection);
				return;
			} catch (error) {
				if (awayMs > GIVE_UP_MS || !isUnreachable(error)) return this.#options.onError(error as BusError);
			}
			await delay(retryMs);
			retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
		}
	}
}

// Who stopped the daemon wants it stopped; who restarts it gets a moment to do so.
function mayStartAgain(goodbye: string | undefined, awayMs: number): boolean {
	if (goodbye === undefined) return true;
	return goodbye !== "stop" && awayMs > RESTART_GRACE_MS;
}

function isUnreachable(error: unknown): boolean {
	return error instanceof BusError && error.code === "DAEMON_UNREACHABLE";
}
