/** One request of ours and its answer. */
import type { ClientRequest, IncomingMessage } from "node:http";

/** Sends a request without a body; rejects when no answer begins. */
export function sendRequest(request: ClientRequest): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		request.on("response", resolve);
		request.on("error", reject);
		request.end();
	});
}

/** The body as text; rejects when it does not come whole, or is longer. */
export async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<string> {
	const pieces: Buffer[] = [];
	let bytes = 0;
	for await (const piece of piecesOf(response)) {
		bytes += piece.length;
		// Leaving the loop closes the connection.
		if (bytes > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
		pieces.push(piece);
	}
	return Buffer.concat(pieces).toString("utf8");
}

/** A response without an encoding reads as buffers. */
export function piecesOf(response: IncomingMessage): AsyncIterable<Buffer> {
	return response as AsyncIterable<Buffer>;
}
