/** A client that knows nothing but the bytes of docs/protocol.md. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface WireEvent {
	readonly event_id: string;
	readonly delivery_id: string;
	readonly source: string;
	readonly event_type: string;
	readonly summary: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** What a frame holds; the keys that the tests look into by their types. */
export interface Message {
	readonly [key: string]: unknown;
	readonly op?: string;
	readonly kind?: string;
	readonly event?: WireEvent;
	readonly event_id?: string;
	readonly results?: readonly { readonly event_id: string; readonly outcome: string }[];
	readonly cursor?: string | null;
}

const PREFIX_BYTES = 4;

export class RawClient {
	readonly socket: Socket;
	readonly #texts: string[] = [];
	#chunks: Buffer[] = [];
	#bufferedBytes = 0;
	#wantedBytes = PREFIX_BYTES;
	#isEnded = false;
	#wake: () => void = () => undefined;
	#nextId = 1;

	private constructor(socket: Socket) {
		this.socket = socket;
		socket.on("data", (chunk) => this.#onBytes(chunk));
		socket.on("error", () => undefined);
		for (const event of ["end", "close"]) {
			socket.on(event, () => {
				this.#isEnded = true;
				this.#wake();
			});
		}
	}

	static async connect(socketPath: string): Promise<RawClient> {
		const socket = connect({ path: socketPath, allowHalfOpen: true });
		await once(socket, "connect");
		return new RawClient(socket);
	}

	/** Whether the daemon has ended the connection. */
	get isEnded(): boolean {
		return this.#isEnded;
	}

	/** Bytes that belong to no whole frame yet. */
	get leftoverBytes(): number {
		return this.#bufferedBytes;
	}

	write(bytes: Uint8Array | string): void {
		this.socket.write(bytes);
	}

	/** Sends a value as one frame. */
	send(value: unknown): void {
		this.write(frameOf(JSON.stringify(value)));
	}

	/** Sends a version 2 request and says which id it got. */
	request(body: Message): number {
		const id = this.#nextId;
		this.#nextId += 1;
		this.send({ proto: 2, id, ...body });
		return id;
	}

	/** Sends a version 2 request that has one reply, on a connection where nothing else is going on. */
	async ask(body: Message): Promise<Message> {
		this.request(body);
		return await this.read();
	}

	/** The text of the next frame; undefined when the daemon has ended the connection. */
	async readText(): Promise<string | undefined> {
		for (;;) {
			const text = this.#texts.shift();
			if (text !== undefined || this.#isEnded) return text;
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	/** The next message. */
	async read(): Promise<Message> {
		const text = await this.readText();
		if (text === undefined) throw new Error("the daemon ended the connection");
		return JSON.parse(text) as Message;
	}

	/** Messages up to the first that fits, that one included. */
	async readUntil(isLast: (message: Message) => boolean): Promise<readonly Message[]> {
		const messages: Message[] = [];
		for (;;) {
			const message = await this.read();
			messages.push(message);
			if (isLast(message)) return messages;
		}
	}

	async readMany(count: number): Promise<readonly Message[]> {
		const messages: Message[] = [];
		while (messages.length < count) messages.push(await this.read());
		return messages;
	}

	/** Everything up to the end of the connection. */
	async readToEnd(): Promise<readonly string[]> {
		const texts: string[] = [];
		for (let text = await this.readText(); text !== undefined; text = await this.readText()) texts.push(text);
		return texts;
	}

	/** Says that no more will be sent, and goes on reading. */
	halfClose(): void {
		this.socket.end();
	}

	async close(): Promise<void> {
		if (this.socket.destroyed) return;
		this.socket.destroy();
		await once(this.socket, "close");
	}

	#onBytes(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#bufferedBytes += chunk.length;
		if (this.#bufferedBytes < this.#wantedBytes) return;
		const bytes = Buffer.concat(this.#chunks, this.#bufferedBytes);
		let offset = 0;
		this.#wantedBytes = PREFIX_BYTES;
		while (bytes.length - offset >= PREFIX_BYTES) {
			const end = offset + PREFIX_BYTES + bytes.readUInt32BE(offset);
			if (end > bytes.length) {
				this.#wantedBytes = end - offset;
				break;
			}
			this.#texts.push(bytes.toString("utf8", offset + PREFIX_BYTES, end));
			offset = end;
		}
		this.#chunks = [bytes.subarray(offset)];
		this.#bufferedBytes = bytes.length - offset;
		this.#wake();
	}
}

export function frameOf(text: string): Buffer {
	const body = Buffer.from(text);
	const prefix = Buffer.alloc(PREFIX_BYTES);
	prefix.writeUInt32BE(body.length);
	return Buffer.concat([prefix, body]);
}
