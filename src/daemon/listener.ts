/** The socket: bound with private modes, or taken over from a service manager; only this user gets in. */
import { chmodSync, existsSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { BusError } from "../errors.js";
import type { Clock } from "../platform/clock.js";
import type { Libc } from "../platform/libc.js";
import { readPeerCredentials } from "../platform/peer-credentials.js";
import { encodeFrame } from "../protocol/frame.js";
import { letGo } from "./let-go.js";

export interface ListenerOptions {
	readonly socketPath: string;
	/** A listening socket that a service manager handed over. */
	readonly inheritedFd: number | undefined;
	readonly uid: number;
	readonly libc: Libc;
	readonly clock: Clock;
	readonly onConnection: (socket: Socket, peerPid: number) => void;
	readonly onForeignPeer: (uid: number | undefined) => void;
	/** A connection could not be accepted; the others go on. */
	readonly onAcceptError: (error: Error) => void;
}

export class Listener {
	readonly #options: ListenerOptions;
	#server: Server;

	private constructor(options: ListenerOptions, server: Server) {
		this.#options = options;
		this.#server = server;
	}

	/**
	 * Begins to listen. The caller holds the instance lock of its state directory.
	 * @throws BusError SOCKET_IN_USE when the daemon of another state directory listens there
	 */
	static async open(options: ListenerOptions): Promise<Listener> {
		return new Listener(options, await listen(options));
	}

	/** Binds again when the socket's file has been removed under a running daemon; says whether it did. */
	async restore(): Promise<boolean> {
		if (this.#options.inheritedFd !== undefined || existsSync(this.#options.socketPath)) return false;
		// Before the new one: closing removes the file of the path. Connections that are open stay so.
		this.#server.close();
		this.#server = await listen(this.#options);
		return true;
	}

	close(): void {
		this.#server.close();
	}
}

async function listen(options: ListenerOptions): Promise<Server> {
	const { socketPath, inheritedFd } = options;
	if (inheritedFd === undefined) await removeStale(socketPath);
	// A client may say that it sends no more, and go on listening.
	const server = createServer({ allowHalfOpen: true }, (socket) => admit(socket, options));
	await new Promise<void>((resolve, reject) => {
		server.once("error", (cause) => reject(cannotListen(socketPath, cause)));
		const onListening = (): void => resolve();
		if (inheritedFd === undefined) server.listen({ path: socketPath, backlog: BACKLOG }, onListening);
		else server.listen({ fd: inheritedFd }, onListening);
	});
	server.removeAllListeners("error").on("error", options.onAcceptError);
	// The directory is private already; the mode of the socket is for those who look.
	if (inheritedFd === undefined) chmodSync(socketPath, 0o600);
	return server;
}

const BACKLOG = 1_024;

async function removeStale(path: string): Promise<void> {
	if (!existsSync(path)) return;
	if (await isSomebodyThere(path)) {
		throw new BusError(
			"SOCKET_IN_USE",
			`Cannot listen on "${path}": the daemon of another state directory does`,
			{
				hint: "Give this one its own: set WAITBUS_RUNTIME_DIR as well as WAITBUS_STATE_DIR",
			},
		);
	}
	unlinkSync(path);
}

function isSomebodyThere(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = connect(path);
		const settle = (isThere: boolean): void => {
			probe.destroy();
			resolve(isThere);
		};
		probe.once("connect", () => settle(true));
		probe.once("error", () => settle(false));
	});
}

// The kernel's word on who calls, before a byte is read.
function admit(socket: Socket, { uid, libc, clock, onConnection, onForeignPeer }: ListenerOptions): void {
	const peer = readPeerCredentials(libc, socket);
	if (peer?.uid === uid) return onConnection(socket, peer.pid);
	onForeignPeer(peer?.uid);
	socket.on("error", () => undefined);
	const message = `Cannot serve this process: it runs as user ${peer?.uid ?? "unknown"}, and the bus belongs to user ${uid}`;
	socket.write(
		encodeFrame(JSON.stringify({ op: "error", id: null, code: "PEER_REFUSED", message, hint: null })),
	);
	letGo(socket, clock);
}

function cannotListen(path: string, cause: NodeJS.ErrnoException): BusError {
	return new BusError("DAEMON_UNREACHABLE", `Cannot listen on "${path}": ${cause.message}`, {
		cause,
		hint: "Set WAITBUS_RUNTIME_DIR to a directory of your own",
	});
}
