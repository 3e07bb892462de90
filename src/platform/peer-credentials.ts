/** The kernel's word on who is at the other end of a Unix socket, taken when he connected. */

import type { Socket } from "node:net";
import type { Libc } from "./libc.js";
import { findSocketFd } from "./socket-fd.js";

export interface PeerCredentials {
	/** 0 when the peer lives in another pid namespace, as in a container. */
	readonly pid: number;
	readonly uid: number;
}

/** Undefined when the socket is closed or the kernel does not tell: then nobody may be let in. */
export function readPeerCredentials(libc: Libc, socket: Socket): PeerCredentials | undefined {
	const fd = findSocketFd(socket);
	if (fd === undefined) return undefined;
	return libc.getpeereid === undefined ? readLinuxPeer(libc, fd) : readBsdPeer(libc, fd);
}

const SOL_SOCKET = 1;
const SO_PEERCRED = process.arch === "ppc64" ? 21 : 17;
const UCRED_BYTES = 12;

function readLinuxPeer(libc: Libc, fd: number): PeerCredentials | undefined {
	// struct ucred: pid, uid, gid, 32 bits each in the machine's byte order.
	const ucred = new Uint32Array(UCRED_BYTES / Uint32Array.BYTES_PER_ELEMENT);
	const length = Uint32Array.of(UCRED_BYTES);
	const result = libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, new Uint8Array(ucred.buffer), length);
	const [pid, uid] = ucred;
	if (result !== 0 || length[0] !== UCRED_BYTES || pid === undefined || uid === undefined) return undefined;
	return { pid, uid };
}

const SOL_LOCAL = 0;
const LOCAL_PEERPID = 2;

function readBsdPeer(libc: Libc, fd: number): PeerCredentials | undefined {
	const uid = new Uint32Array(1);
	if (libc.getpeereid?.(fd, uid, new Uint32Array(1)) !== 0 || uid[0] === undefined) return undefined;

	const pid = new Int32Array(1);
	const length = Uint32Array.of(Int32Array.BYTES_PER_ELEMENT);
	const result = libc.getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, new Uint8Array(pid.buffer), length);
	return { pid: result === 0 ? (pid[0] ?? 0) : 0, uid: uid[0] };
}
