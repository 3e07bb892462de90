/** A server on a socket that does what a real daemon will not: half a frame, garbage, silence. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { DaemonAddress } from "../../src/client/open-connection.js";
import type { DaemonStatus } from "../../src/protocol/messages.js";
import { FrameDecoder } from "../../src/protocol/frame.js";
import { frameOf } from "./raw-client.js";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface LiarRequest {
	readonly id: number;
	readonly op: string;
	readonly [key: string]: unknown;
}

export interface LiarPeer {
	readonly socket: Socket;
	/** How many connections came before this one. */
	readonly index: number;
	reply(message: unknown): void;
}

export class LiarDaemon {
	readonly address: DaemonAddress;
	readonly peers: LiarPeer[] = [];
	readonly requests: LiarRequest[] = [];
	#wake: () => void = () => undefined;

	constructor(socketPath: string) {
		this.address = { socketPath, startProgram: undefined, env: {} };
	}

	/** Resolves when this many requests of the operation have come. */
	async heard(op: string, count = 1): Promise<readonly LiarRequest[]> {
		for (;;) {
			const found = this.requests.filter((request) => request.op === op);
			if (found.length >= count) return found;
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	/** Resolves when this many connections have been made. */
	async connected(count: number): Promise<void> {
		while (this.peers.length < count) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
	}

	accept(socket: Socket, onRequest: (request: LiarRequest, peer: LiarPeer) => void): void {
		const peer = {
			socket,
			index: this.peers.length,
			reply: (message: unknown) => void socket.write(frameOf(JSON.stringify(message))),
		};
		this.peers.push(peer);
		this.#wake();
		const decoder = new FrameDecoder(2 ** 30);
		socket.on("error", () => undefined);
		socket.on("data", (chunk) =>
			decoder.push(chunk, (text) => {
				const request = JSON.parse(text) as LiarRequest;
				this.requests.push(request);
				this.#wake();
				onRequest(request, peer);
			}),
		);
	}
}

/** Starts one that answers each request in this way; without it, with silence. */
export async function startLiar(
	t: Pick<TestContext, "after">,
	onRequest: (request: LiarRequest, peer: LiarPeer) => void = () => undefined,
): Promise<LiarDaemon> {
	const socketPath = join(makeTemporaryDirectory(t), "broadcast.sock");
	const liar = new LiarDaemon(socketPath);
	const server = createServer((socket) => liar.accept(socket, onRequest));
	t.after(() => {
		server.close();
		for (const { socket } of liar.peers) socket.destroy();
	});
	await once(server.listen(socketPath), "listening");
	return liar;
}

/** The status of a daemon that does nothing. */
export const IDLE_STATUS: { readonly op: "status"; readonly status: DaemonStatus } = {
	op: "status",
	status: {
		version: "0.0.0",
		pid: 1,
		uptime_ms: 0,
		socket: "",
		database: "",
		events: 0,
		database_bytes: 0,
		durability: "normal",
		oldest_event_id: null,
		newest_event_id: null,
		sources: [],
		connections: 1,
		subscriptions: 0,
		waits: 0,
		rss_bytes: 0,
		webhooks: { port: null, problem: null, routes: [] },
		source_states: [],
		config_problem: null,
	},
};
