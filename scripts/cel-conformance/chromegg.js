import { fromPlain, kindOf, readValue } from "./values.js";

// By a variable name: it is no dependency of ours.
const library = "cel-js";
const cel = await import(library);

export function evaluate({ expr, bindings = {} }) {
	const variables = Object.fromEntries(
		Object.entries(bindings).map(([name, { value }]) => [name, toInput(value)]),
	);
	return fromOutput(cel.evaluate(expr, variables));
}

function toInput(json) {
	const [kind, value] = kindOf(json);
	if (kind === "listValue") return (value.values ?? []).map(toInput);
	if (kind === "mapValue")
		return Object.fromEntries(
			(value.entries ?? []).map((entry) => [toInput(entry.key), toInput(entry.value)]),
		);
	const neutral = readValue(json);
	if (neutral.type === "message") throw new TypeError("Cannot bind a message: the library has none");
	return typeof neutral.value === "bigint" ? Number(neutral.value) : neutral.value;
}

function fromOutput(value) {
	if (typeof value === "number" || typeof value === "bigint") return { type: "number", value: Number(value) };
	const plain = fromPlain(value);
	if (plain !== undefined) return plain;
	if (value instanceof Date) return { type: "timestamp", value: value.getTime() };
	if (Array.isArray(value)) return { type: "list", value: value.map(fromOutput) };
	return {
		type: "map",
		value: Object.entries(value).map(([key, member]) => [restoreKey(key), fromOutput(member)]),
	};
}

// The keys of an object are strings by now, whatever they were.
const restoreKey = (key) => fromOutput(/^-?\d+$/.test(key) ? Number(key) : key);
