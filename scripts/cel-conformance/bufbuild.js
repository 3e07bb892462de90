import { Buffer } from "node:buffer";
import * as cel from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { getTestRegistry } from "@bufbuild/cel-spec/testdata/registry.js";
import { fromPlain, kindOf, readAny, readValue } from "./values.js";

// By a variable name: it comes with the library, and is no dependency of ours.
const protobuf = "@bufbuild/protobuf";
const { fromJson, toJson } = await import(protobuf);
const { AnySchema, anyPack, anyUnpack } = await import(`${protobuf}/wkt`);
const { isReflectMessage } = await import(`${protobuf}/reflect`);

const registry = getTestRegistry();

export function evaluate({ expr, container = "", bindings = {} }) {
	const env = cel.celEnv({ namespace: container, registry, funcs: strings });
	const variables = Object.fromEntries(
		Object.entries(bindings).map(([name, { value }]) => [name, toInput(value)]),
	);
	const result = cel.plan(env, cel.parse(expr))(variables);
	if (cel.isCelError(result)) throw result;
	return fromOutput(result);
}

function toInput(json) {
	const [kind, value] = kindOf(json);
	switch (kind) {
		case "objectValue":
			return anyUnpack(fromJson(AnySchema, value, { registry }), registry);
		case "uint64Value":
			return cel.celUint(BigInt(value));
		case "bytesValue":
			return new Uint8Array(Buffer.from(value, "base64"));
		case "listValue":
			return (value.values ?? []).map(toInput);
		case "mapValue":
			return new Map((value.entries ?? []).map((entry) => [toInput(entry.key), toInput(entry.value)]));
		default:
			return readValue(json).value;
	}
}

function fromOutput(value) {
	const plain = fromPlain(value);
	if (plain !== undefined) return plain;
	if (cel.isCelUint(value)) return { type: "uint", value: value.value };
	if (cel.isCelList(value)) return { type: "list", value: [...value].map(fromOutput) };
	if (cel.isCelMap(value)) return { type: "map", value: [...value].map((entry) => entry.map(fromOutput)) };
	if (cel.isCelType(value)) return { type: "type", value: value.name };
	if (isReflectMessage(value))
		return readAny(toJson(AnySchema, anyPack(value.desc, value.message), { registry }));
	throw new TypeError("Cannot read result: unknown type");
}
