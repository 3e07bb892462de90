/** Standard input and output as a transport that shows what comes in beforehand, and tells when it is over. */
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

export class WatchedTransport implements Transport {
	onmessage?: NonNullable<Transport["onmessage"]>;
	onerror?: (error: Error) => void;
	onclose?: () => void;
	/** Resolves when the client has gone. */
	readonly ended: Promise<void>;
	readonly #stdio = new StdioServerTransport();
	/** Messages are passed on in their order, also when one has to be prepared for. */
	#turn: Promise<void> = Promise.resolve();

	/** `prepare` is done with a message before the server sees it. */
	constructor(prepare: (message: JSONRPCMessage) => Promise<void>) {
		this.ended = new Promise((resolve) => {
			this.#stdio.onclose = () => {
				this.onclose?.();
				resolve();
			};
		});
		this.#stdio.onerror = (error) => this.onerror?.(error);
		this.#stdio.onmessage = (message: JSONRPCMessage) => {
			this.#turn = this.#turn
				.then(() => prepare(message))
				.catch((error: unknown) => this.onerror?.(error instanceof Error ? error : new Error(String(error))))
				.then(() => this.onmessage?.(message));
		};
	}

	async start(): Promise<void> {
		await this.#stdio.start();
	}

	async send(message: JSONRPCMessage): Promise<void> {
		await this.#stdio.send(message);
	}

	async close(): Promise<void> {
		await this.#stdio.close();
	}
}
