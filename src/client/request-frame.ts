import { BusError } from "../errors.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import { encodeFrame, PREFIX_BYTES } from "../protocol/frame.js";
import { PROTOCOL_VERSION, type Request } from "../protocol/messages.js";

type WithoutId<R> = R extends unknown ? Omit<R, "id"> : never;
export type RequestBody = WithoutId<Request>;

/** @throws BusError REQUEST_INVALID when the request cannot be said in JSON, or not in one frame */
export function encodeRequest(id: number, request: RequestBody): Buffer {
	const frame = encodeFrame(stringify({ proto: PROTOCOL_VERSION, id, ...request }));
	const bytes = frame.length - PREFIX_BYTES;
	if (bytes <= MAX_FRAME_BYTES) return frame;
	// The daemon would end the connection, and with it whatever else goes on there.
	throw new BusError(
		"REQUEST_INVALID",
		`Cannot send ${bytes} bytes at once: ${MAX_FRAME_BYTES} are allowed`,
		{
			hint: "Emit large batches in several parts",
		},
	);
}

function stringify(request: object): string {
	try {
		return JSON.stringify(request);
	} catch (cause) {
		const message = "Cannot send what JSON cannot say: a bigint, a cycle, or too deep a nesting";
		throw new BusError("REQUEST_INVALID", message, { cause });
	}
}
