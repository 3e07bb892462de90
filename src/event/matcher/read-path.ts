/** Where a key of a matcher points in an event. */
import type { BusEvent, JsonValue } from "../event.js";
import { isJsonArray } from "./json-array.js";

/** What a path can find: `received_at` is a bigint, the rest is JSON; undefined means it is missing. */
export type Found = JsonValue | bigint | undefined;

/** The raw payload, parsed when first asked for; whoever provides it keeps the result. */
export type Payload = () => JsonValue | undefined;

export type PathReader = (event: BusEvent, payload?: Payload) => Found;

const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
	"kind",
	"event_id",
	"delivery_id",
	"source",
	"event_type",
	"owner",
	"repo",
	"received_at",
	"summary",
	"fields",
]);
// Version 1 of the protocol repeats these four inside `fields`, and its matchers look for them there.
const REPEATED_KEYS: ReadonlySet<string> = new Set(["source", "event_type", "owner", "repo"]);
const ARRAY_INDEX = /^(?:0|-?[1-9]\d*)$/;

/**
 * The path with its root: `conclusion` is `fields.conclusion`; `source` and `payload.x` stay as they are,
 * and `fields.source`, which always equals `source`, becomes that.
 */
export function toCanonicalPath(segments: readonly string[]): readonly string[] {
	const [root = "", second = ""] = segments;
	if (root === "fields" && segments.length === 2 && (second === "source" || second === "event_type"))
		return [second];
	return ENVELOPE_KEYS.has(root) || root === "payload" ? segments : ["fields", ...segments];
}

/** Reads a canonical path, dotted. A missing value is undefined, and only own properties are seen. */
export function readPath(event: BusEvent, path: string, payload?: Payload): Found {
	// The index of the bus reads such paths for every event.
	if (!path.includes(".")) return path === "payload" ? payload?.() : readOwn(event, path);
	return compilePath(path.split("."))(event, payload);
}

/** A reader of one canonical path, for paths that are read often. */
export function compilePath(path: readonly string[]): PathReader {
	const [root = "", ...rest] = path;
	if (root === "payload") return (_event, payload) => walk(payload?.(), rest);
	const [key, ...deeper] = rest;
	if (root !== "fields" || key === undefined) return (event) => walk(readOwn(event, root), rest);
	if (deeper.length > 0) return (event) => walk(readOwn(event.fields, key), deeper);
	if (!REPEATED_KEYS.has(key)) return (event) => readOwn(event.fields, key);
	return (event) => {
		const value = readOwn(event.fields, key);
		return value === undefined ? readOwn(event, key) : value;
	};
}

function walk(start: Found, segments: readonly string[]): Found {
	let value = start;
	for (const segment of segments) {
		value = isJsonArray(value) ? readItem(value, segment) : readOwn(value, segment);
		if (value === undefined) return undefined;
	}
	return value;
}

function readItem(items: readonly JsonValue[], segment: string): Found {
	return ARRAY_INDEX.test(segment) ? items.at(Number(segment)) : undefined;
}

function readOwn(value: object | Found, key: string): Found {
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
	return (value as Readonly<Record<string, Found>>)[key];
}
