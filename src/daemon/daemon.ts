/** The running daemon: its connections, its sessions' services, and its end in good order. */
import type { Socket } from "node:net";
import type { Bus } from "../bus/bus.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { Log } from "../platform/log.js";
import { Connection } from "./connection.js";
import type { DemandBook } from "./demand-book.js";
import { Heartbeat } from "./heartbeat.js";
import type { HttpAcceptor } from "./http-acceptor.js";
import { IdleWatch } from "./idle-watch.js";
import type { Listener } from "./listener.js";
import type { RequestHandler } from "./session-v2.js";

export interface DaemonOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly log: Log;
	/** What version 1 clients ask of the sources. */
	readonly demands: Pick<DemandBook, "add">;
	/** Until it is set to another value. */
	readonly heartbeatSeconds: number;
	readonly handle: RequestHandler;
	readonly acceptHttp: HttpAcceptor;
	readonly hasPeerHungUp: (socket: Socket) => boolean;
	/** Nothing has happened for a while: memory can go back. */
	readonly onIdle: () => void;
}

const QUIET_MS = 5_000;
// How long clients may take to read what is written for them once the daemon leaves.
const FAREWELL_MS = 2_000;

export class Daemon {
	readonly #options: DaemonOptions;
	readonly #connections = new Set<Connection>();
	readonly #heartbeat: Heartbeat;
	readonly #idle: IdleWatch;
	#heartbeatSeconds: number;

	constructor(options: DaemonOptions) {
		const { clock, heartbeatSeconds, onIdle } = options;
		this.#options = options;
		this.#heartbeatSeconds = heartbeatSeconds;
		this.#idle = new IdleWatch({ clock, quietMs: QUIET_MS, onIdle });
		this.#heartbeat = new Heartbeat({
			clock,
			periodMs: heartbeatSeconds * 1_000,
			send: (frame) => this.#sendHeartbeat(frame),
		});
		this.#idle.onActivity();
	}

	get connectionCount(): number {
		return this.#connections.size;
	}

	accept(socket: Socket, peerPid: number): void {
		const { bus, clock, log, demands, handle, acceptHttp, hasPeerHungUp } = this.#options;
		this.#idle.onActivity();
		const connection = new Connection(socket, peerPid, {
			bus,
			clock,
			demands,
			heartbeatSeconds: () => this.#heartbeatSeconds,
			handle,
			acceptHttp,
			hasPeerHungUp,
			onActivity: () => this.#idle.onActivity(),
			onSubscribedV1: () => this.#heartbeat.start(),
			onDefect: (error) =>
				log.error("defect", { error, stack: error instanceof Error ? error.stack : undefined }),
			onClose: (closed) => this.#onClose(closed),
		});
		this.#connections.add(connection);
	}

	setHeartbeat(seconds: number): void {
		if (seconds === this.#heartbeatSeconds) return;
		this.#heartbeatSeconds = seconds;
		this.#heartbeat.setPeriod(seconds * 1_000);
	}

	/** Something outside the socket keeps the daemon busy. */
	onActivity(): void {
		this.#idle.onActivity();
	}

	/** Takes no more, commits and delivers what was taken, says goodbye, and waits for readers a while. */
	async stop(listener: Listener, reason: string): Promise<void> {
		listener.close();
		this.#heartbeat.close();
		this.#idle.close();
		this.#options.bus.close();
		const farewell = createDeferred<void>();
		const timer = this.#options.clock.setTimer(FAREWELL_MS, farewell.resolve);
		const left = Promise.all([...this.#connections].map((connection) => connection.leave(reason)));
		await Promise.race([left, farewell.promise]);
		timer.cancel();
		for (const connection of this.#connections) connection.destroy();
	}

	#sendHeartbeat(frame: Buffer): number {
		const listeners = [...this.#connections].filter((connection) => connection.isVersion1Subscriber);
		for (const connection of listeners) connection.heartbeat(frame);
		return listeners.length;
	}

	#onClose(connection: Connection): void {
		this.#connections.delete(connection);
	}
}
