/** Asks a server over HTTP, for sources that have to. The global fetch would cost the daemon 20 MiB; this costs 4.5. */
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { HttpGet, HttpGetOptions, HttpReply } from "../sources/github/poll/http-get.js";
import { readAnswer, sendRequest } from "./http-exchange.js";

/** Long enough for the requests of one look and the next while somebody waits, short of what servers allow. */
const IDLE_CONNECTION_MS = 10_000;

/** What it returns keeps a connection open for a few seconds, so that a series of requests shakes hands once. */
export function createHttpGet(): HttpGet {
	const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
	const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
	const open = (url: URL, headers: HttpGetOptions["headers"]): ClientRequest =>
		url.protocol === "https:"
			? requestHttps(url, { headers, agent: agents.https })
			: requestHttp(url, { headers, agent: agents.http });

	return async (url, { headers, signal, maxBodyBytes }) => {
		signal.throwIfAborted();
		const request = open(url, headers);
		// The agent closes idle connections alone; a request ends by its signal.
		const abort = (): void => void request.destroy(toError(signal.reason));
		signal.addEventListener("abort", abort, { once: true });
		try {
			const response = await sendRequest(request);
			return toReply(response, await readAnswer(response, maxBodyBytes));
		} catch (error) {
			// Node's own error says that the connection was closed, the reason says by whom.
			throw signal.aborted ? toError(signal.reason) : error;
		} finally {
			signal.removeEventListener("abort", abort);
		}
	};
}

function toReply({ statusCode, headers }: IncomingMessage, body: string): HttpReply {
	const single = Object.entries(headers).map(([name, value]) => [
		name,
		Array.isArray(value) ? value.join(", ") : value,
	]);
	return { status: statusCode ?? 0, headers: Object.fromEntries(single) as HttpReply["headers"], body };
}

function toError(reason: unknown): Error {
	return reason instanceof Error ? reason : new Error("the request was aborted");
}
