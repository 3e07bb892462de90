/** Standard input and output as a transport that also tells what comes in, and when it is over. */
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

export class WatchedTransport implements Transport {
	onmessage?: NonNullable<Transport["onmessage"]>;
	onerror?: (error: Error) => void;
	onclose?: () => void;
	/** Resolves when the client has gone. */
	readonly ended: Promise<void>;
	readonly #stdio = new StdioServerTransport();

	constructor() {
		this.ended = new Promise((resolve) => {
			this.#stdio.onclose = () => {
				this.onclose?.();
				resolve();
			};
		});
		this.#stdio.onerror = (error) => this.onerror?.(error);
		this.#stdio.onmessage = (message: JSONRPCMessage) => this.onmessage?.(message);
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
