/** Whole answers: JSON with its length, and every refusal in the shape that the socket's HTTP has too. */
import type { OutgoingHttpHeaders } from "node:http";

export interface Answer {
	readonly status: number;
	readonly body: object;
	readonly headers?: OutgoingHttpHeaders;
	/** For the counters: `accepted`, `ignored`, `healthy`, or the code of the refusal. */
	readonly outcome: string;
}

export interface Refusal {
	readonly status: number;
	/** snake_case, from the code of this folder and of the sources alone: it labels a metric. */
	readonly code: string;
	readonly message: string;
	readonly hint?: string;
	readonly headers?: OutgoingHttpHeaders;
}

export function refuse({ status, code, message, hint, headers }: Refusal): Answer {
	const body = { error: { code, message, hint: hint ?? null } };
	return { status, body, outcome: code, ...(headers === undefined ? {} : { headers }) };
}

export function toText({ body }: Answer): string {
	return `${JSON.stringify(body)}\n`;
}

/** An answer as bytes, for a connection on which no request could be read. */
export function toRawAnswer(answer: Answer, reason: string): string {
	const text = toText(answer);
	return [
		`HTTP/1.1 ${answer.status} ${reason}`,
		"Content-Type: application/json",
		`Content-Length: ${Buffer.byteLength(text)}`,
		"Connection: close",
		"",
		text,
	].join("\r\n");
}
