/** A descriptor of the kernel that Node has no type for (a pidfd, an inotify queue), watched by its event loop. */
import { type ConnectOpts, Socket, type SocketConstructorOpts } from "node:net";
import { BusError } from "../errors.js";
import type { Libc } from "./libc.js";

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

/**
 * Takes the descriptor over: what can be read from it comes as `data`, and a descriptor that is ready but cannot be
 * read, as a pidfd is once its process has ended, comes as `error`. Closing the stream closes the descriptor. Linux.
 * @param onRead Gets what is read, instead of `data`, in a buffer that is used again.
 * @throws BusError PLATFORM_UNSUPPORTED when no descriptors are left
 */
export function adoptDescriptor(
	libc: Libc,
	descriptor: number,
	onRead?: { readonly buffer: Buffer; readonly onBytes: (bytes: Buffer) => void },
): Socket {
	const pipe = new Int32Array(2);
	if (libc.pipe2?.(new Uint8Array(pipe.buffer), O_NONBLOCK | O_CLOEXEC) !== 0) {
		libc.close(descriptor);
		throw new BusError("PLATFORM_UNSUPPORTED", "Cannot watch a descriptor: the system gives no more of them");
	}
	const [readEnd = -1, writeEnd = -1] = pipe;
	// A pipe is what Node accepts. It asks the kernel about the number, behind which the other descriptor stands by then.
	const stream = new Socket(toSocketOptions(readEnd, onRead));
	libc.dup3?.(descriptor, readEnd, O_CLOEXEC);
	libc.close(descriptor);
	libc.close(writeEnd);
	return stream;
}

function toSocketOptions(
	fd: number,
	onRead: Parameters<typeof adoptDescriptor>[2],
): SocketConstructorOpts & Pick<ConnectOpts, "onread"> {
	const options = { fd, readable: true, writable: false };
	if (onRead === undefined) return options;
	const { buffer, onBytes } = onRead;
	const callback = (length: number): boolean => {
		onBytes(buffer.subarray(0, length));
		return true;
	};
	return { ...options, onread: { buffer, callback } };
}
