/** Looks into a payload by a path, such as `properties.error.name`. */
import type { JsonObject, JsonValue } from "../event/event.js";

/** The first of these places that holds some text. */
export function textAt(payload: JsonObject, paths: readonly string[] = []): string | undefined {
	for (const path of paths) {
		const found = valueAt(payload, path);
		if (typeof found === "string" && found !== "") return found;
	}
	return undefined;
}

export function valueAt(payload: JsonObject, path: string): JsonValue | undefined {
	let value: JsonValue | undefined = payload;
	for (const key of path.split(".")) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
		value = (value as JsonObject)[key];
	}
	return value;
}
