/** Hands connections that speak HTTP to the HTTP dialect, which is loaded with the first of them. */
import type { Socket } from "node:net";
import type { Bus } from "../bus/bus.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { DaemonStatus } from "../protocol/messages.js";

export interface HttpAcceptorOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly log: Log;
	readonly status: () => DaemonStatus;
}

export function createHttpAcceptor(_options: HttpAcceptorOptions): (socket: Socket, head: Buffer) => void {
	return (socket) => {
		socket.end("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	};
}
