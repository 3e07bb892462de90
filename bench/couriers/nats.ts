/** NATS core publish and subscribe: nothing is stored, nothing is acknowledged (docs.nats.io, client protocol). */
import type { Socket } from "node:net";
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { createLineReader } from "./lines.js";
import { openRawSocket } from "./raw-socket.js";

export const nats: Courier = {
	async openSender(port) {
		const socket = await open(port, { hello: "", onPayload: () => undefined });
		return {
			send: (draft) => {
				const text = JSON.stringify(draft);
				socket.write(`PUB bench ${Buffer.byteLength(text)}\r\n${text}\r\n`);
				return Promise.resolve();
			},
		};
	},

	async openReceiver(port, onIndex) {
		await open(port, { hello: "SUB bench 1\r\n", onPayload: (payload) => onIndex(parseIndex(payload)) });
	},
};

interface Greeting {
	readonly hello: string;
	readonly onPayload: (payload: string) => void;
}

/** Resolves when the server has taken everything that was said: it answers PING in its turn. */
async function open(port: string, { hello, onPayload }: Greeting): Promise<Socket> {
	let onPong: () => void = () => undefined;
	const ready = new Promise<void>((resolve) => {
		onPong = resolve;
	});
	const read = createLineReader((line) => {
		if (line.startsWith("{")) onPayload(line);
		else if (line.startsWith("PONG")) onPong();
		else if (line.startsWith("PING")) socket.write("PONG\r\n");
	});
	const where = { host: "127.0.0.1", port: Number(port), noDelay: true };
	const socket = await openRawSocket(where, read);
	socket.write(`CONNECT {"verbose":false}\r\n${hello}PING\r\n`);
	await ready;
	return socket;
}
