/** The one connection of a client: opened when first used, and opened again when it was lost. */
import { BusError } from "../errors.js";
import { rejectOnAbort } from "./abort.js";
import type { Connection, RequestBody, RequestReply } from "./connection.js";
import { type DaemonAddress, openConnection } from "./open-connection.js";

const ATTEMPTS = 4;

export class Link {
	readonly #address: DaemonAddress;
	#connection: Connection | undefined;
	#opening: Promise<Connection> | undefined;

	constructor(address: DaemonAddress) {
		this.#address = address;
	}

	open(mayStart: boolean): Promise<Connection> {
		if (this.#connection?.isLost === false) return Promise.resolve(this.#connection);
		this.#opening ??= this.#dial(mayStart).finally(() => {
			this.#opening = undefined;
		});
		return this.#opening;
	}

	/** Sends a request that has one reply, and may be repeated. */
	request(body: RequestBody, signal?: AbortSignal): Promise<RequestReply> {
		return this.repeat((connection) => connection.request(body), signal);
	}

	/** Does the work again when the connection is lost meanwhile: it must not matter how often it is done. */
	async repeat<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
		for (let attempt = 1; ; attempt += 1) {
			signal?.throwIfAborted();
			const connection = await this.open(true);
			try {
				return await rejectOnAbort(work(connection), signal);
			} catch (error) {
				const isLost = error instanceof BusError && error.code === "DAEMON_UNREACHABLE";
				if (!isLost || attempt >= ATTEMPTS) throw error;
			}
		}
	}

	async close(): Promise<void> {
		await this.#opening?.catch(() => undefined);
		await this.#connection?.close();
		this.#connection = undefined;
	}

	async #dial(mayStart: boolean): Promise<Connection> {
		const connection = await openConnection(
			mayStart ? this.#address : { ...this.#address, startProgram: undefined },
		);
		this.#connection = connection;
		return connection;
	}
}
