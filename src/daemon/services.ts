import type { Socket } from "node:net";
import type { Bus } from "../bus/bus.js";
import type { Clock } from "../platform/clock.js";
import type { Connection } from "./connection.js";
import type { DemandBook } from "./demand-book.js";
import type { HttpAcceptor } from "./http-acceptor.js";
import type { RequestHandler } from "./session-v2.js";

/** What a connection needs of the daemon. */
export interface ConnectionServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly demands: Pick<DemandBook, "add">;
	/** At the moment. */
	readonly heartbeatSeconds: () => number;
	readonly handle: RequestHandler;
	readonly acceptHttp: HttpAcceptor;
	/** Whether the client has closed the connection, and not only its sending half. */
	readonly hasPeerHungUp: (socket: Socket) => boolean;
	readonly onActivity: () => void;
	readonly onSubscribedV1: () => void;
	readonly onDefect: (error: unknown) => void;
	readonly onClose: (connection: Connection) => void;
}
