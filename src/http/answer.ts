/** Whole answers: JSON with its length, and every failure in the same shape. */
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { BusError, ErrorCode } from "../errors.js";

/** RFC 9110, section 15: what was wrong with the request is 4xx, what is wrong with us 5xx. */
const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
	EVENT_INVALID: 400,
	EVENT_NOT_FOUND: 404,
	MATCHER_INVALID: 400,
	REQUEST_INVALID: 400,
	SOURCE_UNAVAILABLE: 503,
	STORE_FULL: 507,
	USAGE: 400,
};

export interface AnswerOptions {
	readonly status: number;
	readonly contentType?: string;
	readonly headers?: OutgoingHttpHeaders;
}

export function sendJson(response: ServerResponse, value: unknown, options: AnswerOptions): void {
	sendText(response, `${JSON.stringify(value)}\n`, options);
}

export function sendText(response: ServerResponse, text: string, options: AnswerOptions): void {
	const { status, contentType = "application/json", headers = {} } = options;
	if (response.headersSent || response.destroyed) return;
	response.writeHead(status, {
		"content-type": contentType,
		"content-length": Buffer.byteLength(text),
		"cache-control": "no-store",
		...headers,
	});
	response.end(text);
}

/** Refuses a request. The status comes from the code, unless HTTP has a word of its own for it. */
export function sendError(
	response: ServerResponse,
	error: BusError,
	options: Partial<AnswerOptions> = {},
): void {
	sendJson(response, toErrorBody(error), { status: STATUS_BY_CODE[error.code] ?? 500, ...options });
}

/** An answer as bytes, for a connection on which no request could be read. */
export function toRawRefusal(status: string, error: BusError): string {
	const body = `${JSON.stringify(toErrorBody(error))}\n`;
	return [
		`HTTP/1.1 ${status}`,
		"Content-Type: application/json",
		`Content-Length: ${Buffer.byteLength(body)}`,
		"Connection: close",
		"",
		body,
	].join("\r\n");
}

function toErrorBody({ code, message, hint }: BusError): object {
	return { error: { code, message, hint: hint ?? null } };
}
