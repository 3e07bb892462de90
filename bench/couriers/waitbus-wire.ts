/** waitbus again, with receivers that are written against docs/protocol.md and do nothing else. */
import { readHost } from "../../src/platform/host.js";
import { resolvePaths } from "../../src/platform/paths.js";
import { encodeFrame } from "../../src/protocol/frame.js";
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { createFrameReader } from "./frames.js";
import { openRawSocket } from "./raw-socket.js";
import { waitbus } from "./waitbus.js";

export const waitbusWire: Courier = {
	openSender: (address) => waitbus.openSender(address),

	openReceiver(_address, onIndex) {
		return new Promise((resolve, reject) => {
			const read = createFrameReader((text) => {
				if (text.startsWith('{"op":"event"')) onIndex(parseIndex(text));
				else resolve();
			});
			const path = resolvePaths(readHost()).socketPath;
			openRawSocket({ path }, read).then(
				(socket) => socket.write(encodeFrame('{"proto":2,"op":"subscribe","id":1,"source":"bench"}')),
				reject,
			);
		});
	},
};
