/** NATS core publish and subscribe: nothing is stored, nothing is acknowledged (docs.nats.io, client protocol). */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { onLines } from "./lines.js";

export const nats: Courier = {
	async openSender(address) {
		const socket = await open(address, () => undefined);
		return {
			send: (draft) => {
				const text = JSON.stringify(draft);
				socket.write(`PUB bench ${Buffer.byteLength(text)}\r\n${text}\r\n`);
				return Promise.resolve();
			},
		};
	},

	async openReceiver(address, onIndex) {
		const socket = await open(address, (payload) => onIndex(parseIndex(payload)));
		socket.write("SUB bench 1\r\n");
		await flush(socket);
	},
};

async function open(port: string, onPayload: (payload: string) => void): Promise<Socket> {
	const socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
	await once(socket, "connect");
	onLines(socket, (line) => {
		if (line.startsWith("{")) onPayload(line);
		else if (line.startsWith("PING")) socket.write("PONG\r\n");
	});
	socket.write('CONNECT {"verbose":false}\r\n');
	await flush(socket);
	return socket;
}

/** The server answers PING after everything before it. */
async function flush(socket: Socket): Promise<void> {
	const pong = new Promise<void>((resolve) => {
		const onData = (chunk: string | Buffer): void => {
			if (!String(chunk).includes("PONG")) return;
			socket.off("data", onData);
			resolve();
		};
		socket.on("data", onData);
	});
	socket.write("PING\r\n");
	await pong;
}
