import type { JsonValue } from "../event.js";

/** `Array.isArray` that keeps the items' type: its own loses it for readonly arrays. */
export function isJsonArray(value: unknown): value is readonly JsonValue[] {
	return Array.isArray(value);
}
