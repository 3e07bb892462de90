import type { Socket } from "node:net";
import type { Bus } from "../bus/bus.js";
import type { Clock } from "../platform/clock.js";
import type { Connection } from "./connection.js";
import type { RequestHandler } from "./session-v2.js";

/** What a connection needs of the daemon. */
export interface ConnectionServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly heartbeatSeconds: number;
	readonly handle: RequestHandler;
	/** Takes over a connection that speaks HTTP, with what it already sent. */
	readonly acceptHttp: (socket: Socket, head: Buffer) => void;
	readonly onActivity: () => void;
	readonly onSubscribedV1: () => void;
	readonly onDefect: (error: unknown) => void;
	readonly onClose: (connection: Connection) => void;
}
