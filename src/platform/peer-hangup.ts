import type { Socket } from "node:net";
import type { Libc } from "./libc.js";
import { findSocketFd } from "./socket-fd.js";

const POLLHUP = 0x10;

/**
 * Whether the peer has closed the connection, and not only said that it will send no more.
 * Node tells of both in the same way.
 */
export function hasPeerHungUp(libc: Libc, socket: Socket): boolean {
	const fd = findSocketFd(socket);
	if (fd === undefined) return true;
	// struct pollfd: a descriptor of 32 bits, then what is asked and what is answered, 16 bits each.
	const descriptor = new Int32Array([fd, 0]);
	const count = libc.poll(new Uint8Array(descriptor.buffer), 1, 0);
	const answered = new Int16Array(descriptor.buffer)[3] ?? 0;
	return count === 1 && (answered & POLLHUP) !== 0;
}
