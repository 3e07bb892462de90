/** node:http on connections that the listener accepted: every request handled, every answer in JSON. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { refuse } from "./answer.js";
import type { WebhookConnection } from "./connection.js";
import { toParseRefusal } from "./parse-refusal.js";

export interface HttpServerOptions {
	readonly onRequest: (exchange: RawExchange) => void;
	readonly connectionOf: (socket: object) => WebhookConnection | undefined;
	/** Counts what never became a request. */
	readonly onRefused: (outcome: string) => void;
}

export interface RawExchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly expectsContinue: boolean;
}

export function createRequestServer({ onRequest, connectionOf, onRefused }: HttpServerOptions): Server {
	// Node looks for slow clients from an interval; WebhookConnection does it instead, so idleness wakes nobody.
	const timeouts = { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 };
	const server = createServer({ ...timeouts, requireHostHeader: false });
	// Some senders close their half as soon as they have sent everything, and still want the answer.
	Object.assign(server, { timeout: 0, httpAllowHalfOpen: true });
	server.on("request", (request, response) => onRequest({ request, response, expectsContinue: false }));
	server.on("checkContinue", (request, response) => onRequest({ request, response, expectsContinue: true }));
	// RFC 9110, section 10.1.1: an expectation that is not known may be ignored.
	server.on("checkExpectation", (request, response) =>
		onRequest({ request, response, expectsContinue: false }),
	);
	server.on("connect", (_request, socket) => refuseConnect(socket));
	server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
		const { answer, reason } = toParseRefusal(error);
		onRefused(answer.outcome);
		connectionOf(socket)?.refuse(answer, reason);
	});
	return server;

	function refuseConnect(socket: object): void {
		const answer = refuse({
			status: 405,
			code: "method_not_allowed",
			message: "Cannot CONNECT: this is no proxy",
		});
		onRefused(answer.outcome);
		connectionOf(socket)?.refuse(answer, "Method Not Allowed");
	}
}
