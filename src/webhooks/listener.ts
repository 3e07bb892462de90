/** The webhook listener: HTTP on the loopback interface, for servers that post to this machine. */
import type { Server as HttpServer } from "node:http";
import type { Server, Socket } from "node:net";
import type { Log } from "../platform/log.js";
import type { WebhookSource } from "../sources/source.js";
import { refuse, toRawAnswer } from "./answer.js";
import { BufferBudget } from "./buffer-budget.js";
import { endWith, WebhookConnection } from "./connection.js";
import type { Routes } from "./find-route.js";
import type { WebhookServices } from "./handle-request.js";
import { handleRequest } from "./handle-request.js";
import type { RawExchange } from "./http-server.js";
import { createRequestServer } from "./http-server.js";
import type { WebhookLimits } from "./limits.js";
import { WEBHOOK_LIMITS } from "./limits.js";
import { openLoopbackServer, portOf } from "./loopback-server.js";
import { toRoutes } from "./routes.js";
import { writeAnswer } from "./write-answer.js";

export interface WebhookListenerOptions
	extends Pick<WebhookServices, "secretsFor" | "emit" | "clock" | "counters"> {
	/** 0 picks a free one. */
	readonly port: number;
	readonly routes: readonly WebhookSource[];
	readonly log: Log;
	readonly limits?: Partial<WebhookLimits>;
}

/** @throws BusError PORT_UNAVAILABLE; CONFIG_INVALID when two routes have one path */
export async function openWebhookListener(options: WebhookListenerOptions): Promise<WebhookListener> {
	const routes = toRoutes(options.routes);
	const server = await openLoopbackServer(options.port);
	return new WebhookListener(server, { ...options, routes });
}

export class WebhookListener {
	readonly #server: Server;
	readonly #http: HttpServer;
	readonly #log: Log;
	readonly #services: WebhookServices;
	readonly #connections = new Map<object, WebhookConnection>();
	readonly #refused = new Set<Socket>();
	#routes: Routes;

	constructor(server: Server, options: Omit<WebhookListenerOptions, "routes"> & { readonly routes: Routes }) {
		const { routes, log, clock, emit, secretsFor, counters } = options;
		const limits = { ...WEBHOOK_LIMITS, ...options.limits };
		this.#server = server;
		this.#routes = routes;
		this.#log = log;
		this.#services = {
			clock,
			emit,
			secretsFor,
			counters,
			limits,
			budget: new BufferBudget(limits.maxBufferedBytes),
		};
		this.#http = createRequestServer({
			onRequest: (exchange) => void this.#onRequest(exchange),
			connectionOf: (socket) => this.#connections.get(socket),
			onRefused: (outcome) => counters.add("none", outcome),
		});
		server.on("connection", (socket) => this.#onConnection(socket));
	}

	/** The one it has, also when 0 was asked for. */
	get port(): number {
		return portOf(this.#server);
	}

	/** Other routes from the next request on. @throws BusError CONFIG_INVALID when two have one path */
	setRoutes(routes: readonly WebhookSource[]): void {
		this.#routes = toRoutes(routes);
	}

	/** Answers every delivery that came whole, cuts the others, and resolves when all are gone. */
	close(): Promise<void> {
		return new Promise((resolve) => {
			this.#server.close(() => resolve());
			for (const connection of this.#connections.values()) connection.end();
			for (const socket of this.#refused) socket.destroy();
		});
	}

	#onConnection(socket: Socket): void {
		const { clock, limits } = this.#services;
		// A sender that vanished is no news; what it left behind is seen as a cut request.
		socket.on("error", () => socket.destroy());
		if (this.#connections.size >= limits.maxConnections) return this.#refuseConnection(socket);
		this.#connections.set(socket, new WebhookConnection(socket, { clock, limits }));
		socket.once("close", () => this.#connections.delete(socket));
		this.#http.emit("connection", socket);
	}

	#refuseConnection(socket: Socket): void {
		const { clock, limits, counters } = this.#services;
		const message = `Cannot serve more than ${limits.maxConnections} connections at once`;
		const answer = refuse({ status: 503, code: "too_many_connections", message });
		counters.add("none", answer.outcome);
		this.#refused.add(socket);
		socket.once("close", () => this.#refused.delete(socket));
		endWith(socket, toRawAnswer(answer, "Service Unavailable"), { clock, lingerMs: limits.lingerMs });
	}

	async #onRequest({ request, response, expectsContinue }: RawExchange): Promise<void> {
		const connection = this.#connections.get(request.socket);
		if (connection === undefined || !connection.begin(response)) return;
		const { clock, limits, counters } = this.#services;
		const exchange = { request, response, connection, expectsContinue };
		const { route, answer } = await handleRequest(exchange, this.#routes, this.#services).catch(
			(error: unknown) => this.#onDefect(error),
		);
		if (answer === undefined) return;
		counters.add(route, answer.outcome);
		if (answer.status >= 400) this.#log.info("webhook refused", { route, code: answer.outcome });
		writeAnswer(exchange, { answer, clock, lingerMs: limits.lingerMs });
	}

	#onDefect(error: unknown) {
		this.#log.error("webhook failed", { error });
		const message = "Cannot handle the request: a defect in waitbus";
		return { route: "none", answer: refuse({ status: 500, code: "internal", message }) };
	}
}
