/** HTTP/1.1 on connections that somebody else accepted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { BusError } from "../errors.js";
import type { Clock } from "../platform/clock.js";
import { sendError } from "./answer.js";
import type { HttpBackend } from "./http-backend.js";
import { HttpConnection } from "./http-connection.js";
import { answer } from "./routes.js";

export interface HttpDialectOptions {
	readonly backend: HttpBackend;
	readonly clock: Clock;
	/** Called with what is a defect of waitbus rather than of the request. */
	readonly onDefect: (error: unknown) => void;
}

export class HttpDialect {
	readonly #options: HttpDialectOptions;
	readonly #server: Server;
	readonly #connections = new WeakMap<object, HttpConnection>();

	constructor(options: HttpDialectOptions) {
		this.#options = options;
		// Node looks for slow clients from an interval that only a listening server has. HttpConnection
		// does it instead, and so an idle daemon wakes for nothing.
		const timeouts = { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 };
		this.#server = createServer({ ...timeouts, noDelay: false });
		this.#server.timeout = 0;
		this.#server.on("request", (request, response) => this.#onRequest(request, response));
		this.#server.on("clientError", (error, socket) => this.#onClientError(error, socket));
	}

	/** Takes a paused connection over; what was read from it already is back in front. */
	accept(socket: Socket, onRequest: () => void): HttpConnection {
		const connection = new HttpConnection(socket, { clock: this.#options.clock, onRequest });
		this.#connections.set(socket, connection);
		// Where node:http reports what it cannot parse; net has put its own server there.
		Object.assign(socket, { server: this.#server });
		this.#server.emit("connection", socket);
		socket.resume();
		return connection;
	}

	#onRequest(request: IncomingMessage, response: ServerResponse): void {
		const connection = this.#connections.get(request.socket);
		if (connection === undefined || !connection.begin(request, response)) return;
		const { backend, clock } = this.#options;
		answer({ request, response, backend, clock, ending: connection.ending })
			.catch((error: unknown) => this.#onDefect(error, response))
			// A body that nobody asked for is still in the way of the next request.
			.finally(() => request.resume());
	}

	#onDefect(error: unknown, response: ServerResponse): void {
		this.#options.onDefect(error);
		if (response.headersSent) response.destroy();
		else sendError(response, new BusError("INTERNAL", "Cannot answer: a defect in waitbus"));
	}

	#onClientError(error: NodeJS.ErrnoException, socket: object): void {
		const connection = this.#connections.get(socket);
		if (error.code === "HPE_HEADER_OVERFLOW") {
			const tooLarge = new BusError("REQUEST_INVALID", "Cannot read the request: its headers exceed 16 KiB", {
				hint: "Put long expressions into fewer or shorter parameters",
			});
			return connection?.refuse("431 Request Header Fields Too Large", tooLarge);
		}
		const what = error.message.replace(/^Parse Error: /, "");
		connection?.refuse(
			"400 Bad Request",
			new BusError("REQUEST_INVALID", `Cannot read the request: ${what}`),
		);
	}
}
