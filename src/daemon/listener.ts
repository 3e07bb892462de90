/** The socket: bound with private modes, or taken over from a service manager; only this user gets in. */
import { chmodSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { BusError } from "../errors.js";
import type { Libc } from "../platform/libc.js";
import { readPeerCredentials } from "../platform/peer-credentials.js";
import { encodeFrame } from "../protocol/frame.js";

export interface ListenerOptions {
	readonly socketPath: string;
	/** A listening socket that a service manager handed over. */
	readonly inheritedFd: number | undefined;
	readonly uid: number;
	readonly libc: Libc;
	readonly onConnection: (socket: Socket, peerPid: number) => void;
	readonly onForeignPeer: (uid: number | undefined) => void;
}

/** The caller holds the instance lock, so a socket file that is there belongs to nobody alive. */
export function listen(options: ListenerOptions): Promise<Server> {
	const server = createServer((socket) => admit(socket, options));
	return new Promise((resolve, reject) => {
		server.once("error", (cause) => reject(cannotListen(options.socketPath, cause)));
		server.once("listening", () => {
			server.removeAllListeners("error");
			resolve(server);
		});
		if (options.inheritedFd !== undefined) server.listen({ fd: options.inheritedFd });
		else listenOnPath(server, options.socketPath);
	});
}

function listenOnPath(server: Server, path: string): void {
	removeStale(path);
	// The directory is private already; the mode of the socket is for those who look.
	const previousMask = process.umask(0o177);
	server.listen({ path, backlog: 1_024 }, () => chmodSync(path, 0o600));
	process.umask(previousMask);
}

function removeStale(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
	}
}

// The kernel's word on who calls, before a byte is read.
function admit(socket: Socket, { uid, libc, onConnection, onForeignPeer }: ListenerOptions): void {
	const peer = readPeerCredentials(libc, socket);
	if (peer?.uid === uid) return onConnection(socket, peer.pid);
	onForeignPeer(peer?.uid);
	socket.on("error", () => undefined);
	const message = `Cannot serve this process: it runs as user ${peer?.uid ?? "unknown"}, and the bus belongs to user ${uid}`;
	socket.end(encodeFrame(JSON.stringify({ op: "error", id: null, code: "PEER_REFUSED", message, hint: null })));
	// Unread bytes would turn the end into a reset, and the refusal would be lost.
	socket.resume();
}

function cannotListen(path: string, cause: NodeJS.ErrnoException): BusError {
	return new BusError("DAEMON_UNREACHABLE", `Cannot listen on "${path}": ${cause.message}`, {
		cause,
		hint: "Set WAITBUS_RUNTIME_DIR to a directory of your own",
	});
}
