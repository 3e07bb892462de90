import { Buffer } from "node:buffer";
import { fromPlain, kindOf, readValue } from "./values.js";

// By a variable name: it is no dependency of ours.
const library = "@marcbachmann/cel-js/evaluator";
const { Environment, UnsignedInt, Duration } = await import(library);

const env = new Environment({
	unlistedVariablesAreDyn: true,
	homogeneousAggregateLiterals: false,
	enableOptionalTypes: true,
});

export function evaluate({ expr, bindings = {} }) {
	const variables = Object.fromEntries(
		Object.entries(bindings).map(([name, { value }]) => [name, toInput(value)]),
	);
	return fromOutput(env.evaluate(expr, variables));
}

function toInput(json) {
	const [kind, value] = kindOf(json);
	if (kind === "uint64Value") return new UnsignedInt(BigInt(value));
	if (kind === "bytesValue") return new Uint8Array(Buffer.from(value, "base64"));
	if (kind === "listValue") return (value.values ?? []).map(toInput);
	if (kind === "mapValue")
		return new Map((value.entries ?? []).map((entry) => [toInput(entry.key), toInput(entry.value)]));
	const neutral = readValue(json);
	if (neutral.type === "timestamp") return new Date(neutral.value);
	if (neutral.type === "duration") return new Duration(BigInt(Math.trunc(neutral.value)), 0);
	if (neutral.type === "message") throw new TypeError("Cannot bind a message: the library has none");
	return neutral.value;
}

function fromOutput(value) {
	const plain = fromPlain(value);
	if (plain !== undefined) return plain;
	if (value instanceof UnsignedInt) return { type: "uint", value: BigInt(value.valueOf()) };
	if (value instanceof Date) return { type: "timestamp", value: value.getTime() };
	if (value instanceof Duration)
		return { type: "duration", value: Number(value.seconds) + value.nanos / 1e9 };
	if (value[Symbol.toStringTag]?.startsWith("Type<")) return { type: "type", value: value.name };
	if (Array.isArray(value) || value instanceof Set)
		return { type: "list", value: [...value].map(fromOutput) };
	const entries =
		value instanceof Map
			? [...value]
			: Object.entries(value).map(([key, member]) => [restoreKey(key), member]);
	return { type: "map", value: entries.map((entry) => entry.map(fromOutput)) };
}

// The keys of an object are strings by now, whatever they were.
const restoreKey = (key) => (/^-?\d+$/.test(key) ? BigInt(key) : key);
