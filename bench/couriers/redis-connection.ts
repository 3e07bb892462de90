/** As much of RESP2 as the bench needs (redis.io/docs/latest/develop/reference/protocol-spec). */
import type { Socket } from "node:net";
import { openRawSocket } from "./raw-socket.js";

type Reply = string | number | null | readonly Reply[];

export class RedisConnection {
	readonly #socket: Socket;
	#rest = "";
	readonly #waiting: ((reply: Reply) => void)[] = [];
	#onReply: (reply: Reply) => void = () => undefined;

	private constructor(socket: Socket) {
		this.#socket = socket;
	}

	static async open(path: string): Promise<RedisConnection> {
		// One byte is one character then, which is what lengths count.
		const socket = await openRawSocket({ path }, (text) => connection.#onText(text));
		const connection = new RedisConnection(socket);
		return connection;
	}

	write(command: readonly string[]): void {
		const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
		this.#socket.write(`*${command.length}\r\n${words.join("")}`);
	}

	/** The reply to the oldest command that nobody waits for yet. */
	next(): Promise<Reply> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
		});
	}

	/** Takes the replies that nobody waits for. */
	onReply(onReply: (reply: Reply) => void): void {
		this.#onReply = onReply;
	}

	close(): void {
		this.#socket.destroy();
	}

	#onText(text: string): void {
		const whole = this.#rest + text;
		let offset = 0;
		for (;;) {
			const found = findReply(whole, offset);
			if (found === undefined) break;
			offset = found.end;
			const deliver = this.#waiting.shift() ?? this.#onReply;
			deliver(found.reply);
		}
		this.#rest = whole.slice(offset);
	}
}

/** The reply that begins at `start`, unless the rest of it is still to come. */
function findReply(text: string, start: number): { readonly reply: Reply; readonly end: number } | undefined {
	const lineEnd = text.indexOf("\r\n", start);
	if (lineEnd === -1) return undefined;
	const line = text.slice(start + 1, lineEnd);
	const bodyStart = lineEnd + 2;
	switch (text.charAt(start)) {
		case "$": {
			if (line === "-1") return { reply: null, end: bodyStart };
			const bodyEnd = bodyStart + Number(line);
			return text.length < bodyEnd + 2
				? undefined
				: { reply: text.slice(bodyStart, bodyEnd), end: bodyEnd + 2 };
		}
		case "*":
			return findArray(text, bodyStart, Number(line));
		case ":":
			return { reply: Number(line), end: bodyStart };
		case "-":
			throw new Error(`Redis refused: ${line}`);
		default:
			return { reply: line, end: bodyStart };
	}
}

function findArray(text: string, start: number, length: number): ReturnType<typeof findReply> {
	if (length < 0) return { reply: null, end: start };
	const items: Reply[] = [];
	let end = start;
	while (items.length < length) {
		const found = findReply(text, end);
		if (found === undefined) return undefined;
		items.push(found.reply);
		end = found.end;
	}
	return { reply: items, end };
}
