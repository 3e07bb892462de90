/** Every endpoint, and which one a request means. docs/http.md describes them. */
import { BusError } from "../errors.js";
import { sendError } from "./answer.js";
import type { Exchange, Handler } from "./exchange.js";
import { getEvent } from "./get-event.js";
import { getEvents } from "./get-events.js";
import { getHealth } from "./get-health.js";
import { getMetrics } from "./get-metrics.js";
import { postEvents } from "./post-events.js";

interface Route {
	/** A group holds the variable part. */
	readonly path: RegExp;
	readonly handlers: Readonly<Record<string, Handler>>;
}

const ROUTES: readonly Route[] = [
	{ path: /^\/events$/, handlers: { GET: getEvents, POST: postEvents } },
	{ path: /^\/events\/([^/]+)$/, handlers: { GET: getEvent } },
	{ path: /^\/healthz$/, handlers: { GET: getHealth } },
	{ path: /^\/metrics$/, handlers: { GET: getMetrics } },
];

/** Answers a request, whatever it asks for. */
export async function answer(exchange: Omit<Exchange, "parameter" | "query">): Promise<void> {
	const { request, response } = exchange;
	const { path, query } = splitTarget(request.url ?? "/");
	const route = ROUTES.find((candidate) => candidate.path.test(path));
	if (request.headers.origin !== undefined) return refuseBrowser(exchange);
	if (route === undefined) return refusePath(exchange, path);
	// RFC 9110, section 9.3.2: HEAD is GET without the body, which node:http leaves out by itself.
	const handler = route.handlers[request.method === "HEAD" ? "GET" : (request.method ?? "GET")];
	if (handler === undefined) return refuseMethod(exchange, { path, allowed: allowedBy(route) });
	const parameter = route.path.exec(path)?.[1] ?? "";
	try {
		await handler({ ...exchange, parameter, query });
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		sendError(response, error);
	}
}

function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
	// RFC 9112, section 3.2.2: a client that believes in proxies sends the whole URL.
	const relative = target.replace(/^https?:\/\/[^/?]*/i, "");
	const [path = ""] = relative.split("?", 1);
	return { path: path === "" ? "/" : path, query: new URLSearchParams(relative.slice(path.length)) };
}

// No browser reaches a Unix socket by itself: behind whatever forwards it, any web page could act as this user.
function refuseBrowser({ response }: Pick<Exchange, "response">): void {
	const error = new BusError("REQUEST_INVALID", "Cannot serve a web page: the request has an Origin header", {
		hint: "Let a process of your own stand between the page and the bus",
	});
	sendError(response, error, { status: 403 });
}

function refusePath({ response }: Pick<Exchange, "response">, path: string): void {
	const error = new BusError(
		"REQUEST_INVALID",
		`Cannot serve "${path.slice(0, 100)}": there is no such endpoint`,
		{
			hint: "There are /events, /events/{id}, /healthz and /metrics",
		},
	);
	sendError(response, error, { status: 404 });
}

function refuseMethod(
	{ request, response }: Pick<Exchange, "request" | "response">,
	{ path, allowed }: { readonly path: string; readonly allowed: string },
): void {
	const error = new BusError("REQUEST_INVALID", `Cannot ${request.method} "${path}": allowed are ${allowed}`);
	sendError(response, error, { status: 405, headers: { allow: allowed } });
}

function allowedBy({ handlers }: Route): string {
	return Object.keys(handlers)
		.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
		.join(", ");
}
