/** Hands connections that speak HTTP to the HTTP dialect, which is loaded with the first of them. */
import type { Socket } from "node:net";
import type { HttpBackend } from "../http/http-backend.js";
import type { HttpConnection } from "../http/http-connection.js";
import type { HttpDialect } from "../http/http-dialect.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";

export interface HttpAcceptorOptions {
	readonly backend: HttpBackend;
	readonly clock: Clock;
	readonly log: Log;
}

/** Takes over a connection with what it already sent, tells of every request, and gives back how to end it. */
export type HttpAcceptor = (socket: Socket, head: Buffer, onRequest: () => void) => { end(): void };

export function createHttpAcceptor({ backend, clock, log }: HttpAcceptorOptions): HttpAcceptor {
	const onDefect = (error: unknown): void => {
		log.error("defect", { error, stack: error instanceof Error ? error.stack : undefined });
	};
	let loading: Promise<HttpDialect> | undefined;
	const load = async (): Promise<HttpDialect> => {
		const { HttpDialect: Dialect } = await import("../http/http-dialect.js");
		return new Dialect({ backend, clock, onDefect });
	};
	return (socket, head, onRequest) => {
		let connection: HttpConnection | undefined;
		// Nothing may be read in between: it would come before what is already here.
		socket.pause();
		socket.unshift(head);
		loading ??= load();
		loading.then(
			(dialect) => {
				if (socket.writable) connection = dialect.accept(socket, onRequest);
			},
			(error: unknown) => {
				onDefect(error);
				socket.destroy();
			},
		);
		return { end: () => (connection === undefined ? void socket.end() : connection.end()) };
	};
}
