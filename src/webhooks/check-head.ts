/** What is wrong with a request before a byte of its body has been read. */
import type { IncomingMessage } from "node:http";
import type { Refusal } from "./answer.js";
import { bodyTooLarge } from "./refusals.js";

export function findHeadFault(request: IncomingMessage, maxBodyBytes: number): Refusal | undefined {
	const { headers } = request;
	// RFC 9112, section 3.2. What it names does not matter: tunnels pass on the name that the world knows.
	if (headers.host === undefined && request.httpVersion === "1.1") {
		return { status: 400, code: "host_missing", message: "Cannot read the request: it has no Host header" };
	}
	// Servers that post webhooks send no Origin. Browsers do, and no web page may try its luck here.
	if (headers.origin !== undefined) {
		return {
			status: 403,
			code: "origin_refused",
			message: "Cannot serve a web page: the request has an Origin header",
		};
	}
	const transfer = headers["transfer-encoding"];
	if (transfer !== undefined && transfer.toLowerCase() !== "chunked") {
		return unfit(
			501,
			"transfer_encoding_unsupported",
			`Cannot read a body sent as "${transfer.slice(0, 60)}": only chunked is known`,
		);
	}
	const encoding = headers["content-encoding"] ?? "identity";
	if (encoding.toLowerCase() !== "identity") {
		return unfit(
			415,
			"content_encoding_unsupported",
			`Cannot read a body in "${encoding.slice(0, 60)}": send it as it is`,
		);
	}
	return Number(headers["content-length"] ?? 0) > maxBodyBytes ? bodyTooLarge(maxBodyBytes) : undefined;
}

function unfit(status: number, code: string, message: string): Refusal {
	return { status, code, message };
}
