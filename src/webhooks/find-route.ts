/** Which source a request is for. */
import type { IncomingMessage } from "node:http";
import type { WebhookSource } from "../sources/source.js";
import type { Refusal } from "./answer.js";

export type Routes = ReadonlyMap<string, WebhookSource>;
export type Target =
	| { readonly kind: "source"; readonly source: WebhookSource }
	| { readonly kind: "health" }
	| { readonly kind: "refusal"; readonly refusal: Refusal };

const HEALTH_PATH = "/healthz";

export function findRoute(
	{ url = "/", method = "" }: Pick<IncomingMessage, "url" | "method">,
	routes: Routes,
): Target {
	const path = toPath(url);
	if (path === HEALTH_PATH) {
		return method === "GET" || method === "HEAD"
			? { kind: "health" }
			: refusal(notAllowed(path, method, "GET, HEAD"));
	}
	const source = routes.get(path);
	if (source === undefined) return refusal(notFound(path, routes));
	return method === "POST" ? { kind: "source", source } : refusal(notAllowed(path, method, "POST"));
}

export function toPath(target: string): string {
	// RFC 9112, section 3.2.2: a client that believes in proxies sends the whole URL.
	const [path = ""] = target.replace(/^https?:\/\/[^/?#]*/i, "").split(/[?#]/, 1);
	return path === "" ? "/" : path;
}

function refusal(found: Refusal): Target {
	return { kind: "refusal", refusal: found };
}

function notFound(path: string, routes: Routes): Refusal {
	const known = [...routes.keys(), HEALTH_PATH].slice(0, 20).join(", ");
	const message = `Cannot serve "${path.slice(0, 100)}": there is no such path`;
	return { status: 404, code: "not_found", message, hint: `There are ${known}` };
}

function notAllowed(path: string, method: string, allow: string): Refusal {
	const message = `Cannot ${method} "${path}": allowed are ${allow}`;
	return { status: 405, code: "method_not_allowed", message, headers: { allow } };
}
