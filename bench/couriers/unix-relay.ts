/** The floor: lines over AF_UNIX to a relay in Node, which passes them on. Two hops, nothing else. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { onLines } from "./lines.js";

export const unixRelay: Courier = {
	async openSender(address) {
		const socket = await open(address);
		return {
			send: (draft) => {
				socket.write(`${JSON.stringify(draft)}\n`);
				return Promise.resolve();
			},
		};
	},

	async openReceiver(address, onIndex) {
		const socket = await open(address);
		socket.write("receive\n");
		onLines(socket, (line) => {
			if (line !== "ready") onIndex(parseIndex(line));
		});
		await once(socket, "data");
	},
};

async function open(address: string): Promise<Socket> {
	const socket = connect(address);
	await once(socket, "connect");
	return socket;
}
