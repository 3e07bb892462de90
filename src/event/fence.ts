/** What others wrote, between two marks that it cannot contain: they are drawn at random after it was written. */
import { randomBytes } from "node:crypto";
import type { JsonObject, JsonValue } from "./event.js";
import { toPrintable } from "./printable.js";

/** The same for both forms of a result, because a client may show its model either. */
export interface Fenced {
	readonly text: string;
	readonly structured: JsonObject;
}

/** Each part of `data` stands on lines of its own in the text, an array's items on one each. */
export function fence(data: JsonObject): Fenced {
	const mark = `untrusted-${randomBytes(12).toString("hex")}`;
	const [begin, end] = [`<${mark}>`, `</${mark}>`];
	return {
		text: [begin, ...Object.entries(data).flatMap(toLines), end].join("\n"),
		structured: { untrusted_begin: begin, ...data, untrusted_end: end },
	};
}

/** Without characters that hide something or act on a terminal, in keys as in values; lines stay lines. */
export function toShown<Value extends JsonValue>(value: Value): Value;
export function toShown(value: JsonValue): JsonValue {
	if (typeof value === "string") return value.split("\n").map(toPrintable).join("\n");
	if (isList(value)) return value.map((each) => toShown(each));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [toPrintable(key), toShown(each)]));
}

function toLines([key, part]: [string, JsonValue | undefined]): readonly string[] {
	if (part !== undefined && isList(part)) return part.map((each) => JSON.stringify(each));
	if (typeof part === "object" && part !== null) return [JSON.stringify(part)];
	return [`${key}: ${JSON.stringify(part)}`];
}

// Array.isArray does not know of readonly arrays.
export function isList(value: JsonValue): value is readonly JsonValue[] {
	return Array.isArray(value);
}
