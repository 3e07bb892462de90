/** One neutral form for values: `{ type, value }`. "number" is the number of a library that has no types of numbers. */
import { Buffer } from "node:buffer";

/** Reads a `cel.expr.Value` as JSON. */
export function readValue(json) {
	const [kind, value] = kindOf(json);
	switch (kind) {
		case "nullValue":
			return { type: "null", value: null };
		case "boolValue":
			return { type: "bool", value };
		case "int64Value":
			return { type: "int", value: BigInt(value) };
		case "uint64Value":
			return { type: "uint", value: BigInt(value) };
		case "doubleValue":
			return { type: "double", value: Number(value) };
		case "stringValue":
			return { type: "string", value };
		case "bytesValue":
			return { type: "bytes", value: Buffer.from(value, "base64").toString("hex") };
		case "listValue":
			return { type: "list", value: (value.values ?? []).map(readValue) };
		case "mapValue":
			return {
				type: "map",
				value: (value.entries ?? []).map((entry) => [readValue(entry.key), readValue(entry.value)]),
			};
		case "typeValue":
			return { type: "type", value };
		case "enumValue":
			return { type: "int", value: BigInt(value.value ?? 0) };
		case "objectValue":
			return readAny(value);
		default:
			throw new TypeError(`Cannot read value "${kind}": unknown kind`);
	}
}

export function kindOf(json) {
	const [[kind, value]] = Object.entries(json);
	return [kind, value];
}

/** Reads a `google.protobuf.Any` as JSON. */
export function readAny(json) {
	const name = json["@type"].split("/").at(-1);
	if (name === "google.protobuf.Timestamp") return { type: "timestamp", value: Date.parse(json.value) };
	if (name === "google.protobuf.Duration") return { type: "duration", value: Number.parseFloat(json.value) };
	return { type: "message", value: json };
}

/** The neutral form of what every JavaScript library represents alike; undefined for the rest. */
export function fromPlain(value) {
	if (value === null) return { type: "null", value };
	if (typeof value === "bigint") return { type: "int", value };
	if (typeof value === "number") return { type: "double", value };
	if (typeof value === "string") return { type: "string", value };
	if (typeof value === "boolean") return { type: "bool", value };
	if (value instanceof Uint8Array) return { type: "bytes", value: Buffer.from(value).toString("hex") };
	return undefined;
}

export function isSame(expected, actual) {
	if (actual.type === "number" && ["int", "uint", "double"].includes(expected.type)) {
		return isSameScalar(Number(expected.value), actual.value);
	}
	if (expected.type !== actual.type) return false;
	const [wanted, found] = [expected.value, actual.value];
	switch (expected.type) {
		case "list":
			return wanted.length === found.length && wanted.every((item, index) => isSame(item, found[index]));
		case "map":
			return (
				wanted.length === found.length &&
				wanted.every((entry) => found.some((other) => isSameEntry(entry, other)))
			);
		case "message":
			return toSortedJson(wanted) === toSortedJson(found);
		default:
			return isSameScalar(wanted, found);
	}
}

const isSameEntry = ([key, value], [otherKey, otherValue]) =>
	isSame(key, otherKey) && isSame(value, otherValue);

// NaN equals NaN here, and 0 equals -0.
const isSameScalar = (left, right) => left === right || Object.is(left, right);

function toSortedJson(json) {
	const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
	return JSON.stringify(json, (_, value) =>
		isObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
	);
}

export function show(value) {
	return JSON.stringify(value, (_, part) =>
		typeof part === "bigint" || Number.isNaN(part) ? String(part) : part,
	);
}
