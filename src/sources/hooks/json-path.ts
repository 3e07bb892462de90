/** Where a value stands in a body: the singular queries of JSONPath (RFC 9535, section 2.3.5.1), and dashes in names. */
import { BusError } from "../../errors.js";
import type { JsonValue } from "../../event/event.js";
import { isJsonArray } from "../../event/matcher/json-array.js";
import { isJsonObject } from "../parse-json-object.js";

export type JsonPath = readonly (string | number)[];

const SEGMENT = /\.([\p{L}\p{Nd}_-]+)|\["([^"\\]*)"\]|\['([^'\\]*)'\]|\[(0|-?[1-9]\d{0,8})\]/uy;

/** @throws BusError CONFIG_INVALID */
export function parseJsonPath(text: string): JsonPath {
	const segments: (string | number)[] = [];
	let end = text.startsWith("$") ? 1 : -1;
	while (end > 0 && end < text.length) {
		SEGMENT.lastIndex = end;
		const match = SEGMENT.exec(text);
		if (match === null) break;
		const [, name, doubleQuoted, singleQuoted, index] = match;
		segments.push(name ?? doubleQuoted ?? singleQuoted ?? Number(index));
		end = SEGMENT.lastIndex;
	}
	if (end === text.length) return segments;
	throw new BusError("CONFIG_INVALID", `Cannot read "${text}": it is no path`, {
		hint: 'a path such as $.build.state, $.jobs[0].name or $["a key"]',
	});
}

/** Undefined when there is nothing. Only own properties are seen. */
export function readJsonPath(value: JsonValue, path: JsonPath): JsonValue | undefined {
	let found: JsonValue | undefined = value;
	for (const segment of path) found = step(found, segment);
	return found;
}

function step(value: JsonValue | undefined, segment: string | number): JsonValue | undefined {
	if (typeof segment === "number") return isJsonArray(value) ? value.at(segment) : undefined;
	return isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}
