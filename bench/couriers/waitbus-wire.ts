/** waitbus again, with receivers that are written against docs/protocol.md and do nothing else. */
import { connect } from "node:net";
import { MAX_FRAME_BYTES } from "../../src/event/limits.js";
import { readHost } from "../../src/platform/host.js";
import { resolvePaths } from "../../src/platform/paths.js";
import { encodeFrame, FrameDecoder } from "../../src/protocol/frame.js";
import type { Courier } from "./courier.js";
import { parseIndex } from "./courier.js";
import { waitbus } from "./waitbus.js";

export const waitbusWire: Courier = {
	openSender: (address) => waitbus.openSender(address),

	openReceiver(_address, onIndex) {
		const socket = connect(resolvePaths(readHost()).socketPath);
		const decoder = new FrameDecoder(MAX_FRAME_BYTES);
		socket.write(encodeFrame('{"proto":2,"op":"subscribe","id":1,"source":"bench"}'));
		return new Promise((resolve) => {
			socket.on("data", (chunk) =>
				decoder.push(chunk, (text) => {
					if (text.startsWith('{"op":"event"')) onIndex(parseIndex(text));
					else resolve();
				}),
			);
		});
	},
};
