/** The parts of a draft that are encoded once, where it is parsed, and bounded there. */
import { BusError } from "../errors.js";
import type { JsonObject } from "./event.js";
import { MAX_EVENT_BYTES, MAX_PAYLOAD_BYTES } from "./limits.js";

/** `"summary":…,"fields":…}` */
export function encodeTail(summary: string, fields: JsonObject, where: string): string {
	return encodeWithin({ summary, fields }, `${where}.fields`, MAX_EVENT_BYTES).slice(1);
}

export function encodePayload(value: unknown, where: string): string | undefined {
	return value === undefined ? undefined : encodeWithin(value, `${where}.payload`, MAX_PAYLOAD_BYTES);
}

function encodeWithin(value: unknown, what: string, maxBytes: number): string {
	const text = stringify(value, what);
	// UTF-8 takes at most three bytes for a code unit, so most texts need no counting.
	const bytes = text.length * 3 <= maxBytes ? 0 : Buffer.byteLength(text);
	if (bytes <= maxBytes) return text;
	throw new BusError("EVENT_INVALID", `Cannot emit ${what}: ${bytes} bytes, and ${maxBytes} are allowed`, {
		hint: "Put large data into a file and its path into fields",
	});
}

function stringify(value: unknown, what: string): string {
	try {
		// Typed as a string, and undefined for a function or a symbol from code that calls us in this process.
		const text: string | undefined = JSON.stringify(value);
		if (text !== undefined) return text;
	} catch (cause) {
		// A RangeError of nesting, or a bigint or a cycle.
		throw notJson(what, cause);
	}
	throw notJson(what);
}

function notJson(what: string, cause?: unknown): BusError {
	return new BusError("EVENT_INVALID", `Cannot emit ${what}: it is not JSON, or nested too deeply`, {
		cause,
	});
}
