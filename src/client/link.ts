/** The one connection of a client: opened when first used, and opened again when it was lost. */
import { BusError } from "../errors.js";
import { createDeferred } from "../platform/deferred.js";
import { rejectOnAbort } from "./abort.js";
import type { Connection } from "./connection.js";
import type { RequestReply } from "./read-reply.js";
import { clientClosed } from "./connection-errors.js";
import { type DaemonAddress, openConnection } from "./open-connection.js";
import type { RequestBody } from "./request-frame.js";

const ATTEMPTS = 4;

interface Dial {
	readonly mayStart: boolean;
	readonly connection: Promise<Connection>;
}

export class Link {
	readonly #address: DaemonAddress;
	readonly #closing = createDeferred<never>();
	#connection: Connection | undefined;
	#dial: Dial | undefined;
	#isClosed = false;
	#isUnref = false;

	constructor(address: DaemonAddress) {
		this.#address = address;
		// Whoever waits for a connection hears of it; when nobody does, nothing is wrong.
		this.#closing.promise.catch(() => undefined);
	}

	/** @throws BusError DAEMON_UNREACHABLE, CLIENT_CLOSED, or what stopped the daemon from starting */
	open(mayStart: boolean): Promise<Connection> {
		if (this.#isClosed) return Promise.reject(clientClosed());
		if (this.live !== undefined) return Promise.resolve(this.live);
		this.#dial ??= this.#startDial(mayStart);
		const { connection, mayStart: mayDialStart } = this.#dial;
		// Another caller is looking for a daemon that it may not start; this one may, if there is none.
		const found = mayStart && !mayDialStart ? connection.catch(() => this.open(true)) : connection;
		return Promise.race([found, this.#closing.promise]);
	}

	/** Sends a request that has one reply, and may be repeated. */
	request(body: RequestBody, signal?: AbortSignal): Promise<RequestReply> {
		return this.repeat((connection) => connection.request(body), signal);
	}

	/** Does the work again when the connection is lost meanwhile: it must not matter how often it is done. */
	async repeat<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
		for (let attempt = 1; ; attempt += 1) {
			signal?.throwIfAborted();
			// Without an await where it is open: what is asked now leaves now.
			const connection = this.live ?? (await rejectOnAbort(this.open(true), signal));
			try {
				return await rejectOnAbort(work(connection), signal);
			} catch (error) {
				const isLost = error instanceof BusError && error.code === "DAEMON_UNREACHABLE";
				if (!isLost || attempt >= ATTEMPTS) throw error;
			}
		}
	}

	/** Its connection, now and whenever it is opened again, does not keep the process running. */
	unref(): void {
		this.#isUnref = true;
		this.#connection?.unref();
	}

	/** Ends everything that goes on; does not wait for a daemon that is only being started. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#closing.reject(clientClosed());
		await this.#connection?.close();
	}

	get live(): Connection | undefined {
		return this.#connection?.isLost === false ? this.#connection : undefined;
	}

	#startDial(mayStart: boolean): Dial {
		const connection = this.#connect(mayStart).finally(() => {
			this.#dial = undefined;
		});
		return { mayStart, connection };
	}

	async #connect(mayStart: boolean): Promise<Connection> {
		const address = mayStart ? this.#address : { ...this.#address, startProgram: undefined };
		const connection = await openConnection(address);
		if (this.#isUnref) connection.unref();
		if (this.#isClosed) await connection.close();
		else this.#connection = connection;
		return connection;
	}
}
