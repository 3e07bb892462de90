/** The body of a request, whole, as long as it is within its limit. */
import type { IncomingMessage } from "node:http";
import { BusError } from "../errors.js";
import { decodeUtf8 } from "../event/utf8.js";

/** Undefined when the body is larger than that; what is left of it is taken from the socket and dropped. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
	if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
		request.resume();
		return undefined;
	}
	const chunks: Buffer[] = [];
	let bytes = 0;
	return new Promise((resolve) => {
		request.on("data", (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes <= maxBytes) chunks.push(chunk);
			else resolve(undefined);
		});
		request.once("end", () => resolve(Buffer.concat(chunks)));
		// The client is gone, and so is whoever would read the answer.
		request.once("close", () => resolve(undefined));
	});
}

/** @throws BusError REQUEST_INVALID */
export function decodeText(body: Buffer): string {
	const text = decodeUtf8(body);
	if (text !== undefined) return text;
	throw new BusError("REQUEST_INVALID", "Cannot read the body: it is not UTF-8");
}
