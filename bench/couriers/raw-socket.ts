/** A socket without Node's streams on its way in: what is measured is the bus, and not 500 streams. */
import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";

const BUFFER_BYTES = 65_536;

/** Resolves when it is connected. What `onBytes` gets is overwritten after it returns. */
export async function openRawSocket(
	where: NetConnectOpts,
	onBytes: (bytes: Buffer) => void,
): Promise<Socket> {
	const onread = {
		buffer: Buffer.allocUnsafeSlow(BUFFER_BYTES),
		callback: (length: number, buffer: Uint8Array): boolean => {
			onBytes(Buffer.from(buffer.buffer, 0, length));
			return true;
		},
	};
	const socket = connect({ ...where, onread });
	await once(socket, "connect");
	return socket;
}
