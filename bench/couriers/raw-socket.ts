/** A socket without Node's streams on its way in: what is measured is the bus, and not 500 streams. */
import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";

const BUFFER_BYTES = 65_536;

/** Resolves when it is connected. `onText` gets what comes as latin1: one character is one byte. */
export async function openRawSocket(where: NetConnectOpts, onText: (text: string) => void): Promise<Socket> {
	const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
	const onread = {
		buffer,
		callback: (length: number): boolean => {
			onText(buffer.toString("latin1", 0, length));
			return true;
		},
	};
	const socket = connect({ ...where, onread });
	await once(socket, "connect");
	return socket;
}
