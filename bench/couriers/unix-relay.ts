/** The floor: lines over AF_UNIX to a relay in Node, which passes them on. Two hops, nothing else. */
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { createLineReader } from "./lines.js";
import { openRawSocket } from "./raw-socket.js";

export const unixRelay: Courier = {
	async openSender(path) {
		const socket = await openRawSocket({ path }, () => undefined);
		return {
			send: (draft) => {
				socket.write(`${JSON.stringify(draft)}\n`);
				return Promise.resolve();
			},
		};
	},

	openReceiver(path, onIndex) {
		return new Promise((resolve, reject) => {
			const read = createLineReader((line) => {
				if (line === "ready") resolve();
				else onIndex(parseIndex(line));
			});
			openRawSocket({ path }, read).then((socket) => socket.write("receive\n"), reject);
		});
	},
};
