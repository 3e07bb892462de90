import type { Clock } from "../platform/clock.js";
import type { Answer } from "./answer.js";
import { toText } from "./answer.js";
import type { Exchange } from "./handle-request.js";

export interface WriteOptions {
	readonly answer: Answer;
	readonly clock: Clock;
	readonly lingerMs: number;
}

/**
 * Writes an answer. When the body has not been read to its end, what is left is dropped for a while and the
 * connection closed: closing at once would reset it, and the sender would not get to read why.
 */
export function writeAnswer({ request, response, connection }: Exchange, options: WriteOptions): void {
	const { answer, clock, lingerMs } = options;
	if (response.destroyed || response.headersSent) return;
	const text = toText(answer);
	response.writeHead(answer.status, {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(text),
		"cache-control": "no-store",
		...(connection.isEnding || !request.complete ? { connection: "close" } : {}),
		...answer.headers,
	});
	if (request.complete || request.method === "HEAD") return void response.end(text);
	response.write(text);
	const timer = clock.setTimer(lingerMs, () => void response.end());
	response.once("close", () => timer.cancel());
	request.once("end", () => void response.end());
	request.resume();
}
