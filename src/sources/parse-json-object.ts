/** Bodies as webhooks post them: one JSON object in UTF-8. */
import { isUtf8 } from "node:buffer";
import { BusError } from "../errors.js";
import type { JsonObject, JsonValue } from "../event/event.js";

/** @throws BusError EVENT_INVALID */
export function parseJsonObject(body: Buffer): JsonObject {
	const value = parseJsonBody(body);
	if (isJsonObject(value)) return value;
	throw new BusError("EVENT_INVALID", "Cannot read the body: it is JSON, but not an object");
}

/** @throws BusError EVENT_INVALID */
export function parseJsonBody(body: Buffer): JsonValue {
	if (!isUtf8(body)) throw new BusError("EVENT_INVALID", "Cannot read the body: it is not UTF-8");
	try {
		// RFC 8259, section 8.1 lets a parser ignore the byte order mark that some programs put first.
		return JSON.parse(body.toString("utf8").replace(/^\uFEFF/, "")) as JsonValue;
	} catch (cause) {
		const what = body.length === 0 ? "it is empty" : "it is not JSON";
		throw new BusError("EVENT_INVALID", `Cannot read the body: ${what}`, { cause });
	}
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
