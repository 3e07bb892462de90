/** Bodies as webhooks post them: one JSON object in UTF-8. */
import { BusError } from "../errors.js";
import type { JsonObject, JsonValue } from "../event/event.js";
import { decodeUtf8 } from "../event/utf8.js";

/** @throws BusError EVENT_INVALID */
export function parseJsonObject(body: Buffer): JsonObject {
	const value = parseJsonBody(body);
	if (isJsonObject(value)) return value;
	throw new BusError("EVENT_INVALID", "Cannot read the body: it is JSON, but not an object");
}

/** @throws BusError EVENT_INVALID */
export function parseJsonBody(body: Buffer): JsonValue {
	const text = decodeUtf8(body);
	if (text === undefined) throw new BusError("EVENT_INVALID", "Cannot read the body: it is not UTF-8");
	try {
		return JSON.parse(text) as JsonValue;
	} catch (cause) {
		const what = body.length === 0 ? "it is empty" : "it is not JSON";
		throw new BusError("EVENT_INVALID", `Cannot read the body: ${what}`, { cause });
	}
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
