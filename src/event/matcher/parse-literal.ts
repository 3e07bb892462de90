/** VALUE of a matcher: a JSON literal, or bare text. */
import type { JsonValue } from "../event.js";
import type { Literal } from "./comparison.js";
import { matcherError } from "./matcher-error.js";

const INTEGER = /^-?\d+$/;

/** @throws BusError MATCHER_INVALID */
export function parseLiteral(matcher: string, start: number): Literal {
	const text = matcher.slice(start).trim();
	const index = matcher.indexOf(text, start);
	if (text === "") {
		throw matcherError(matcher, "no value after the operator", {
			index: start,
			hint: `The empty string is written: ${matcher.trim()}""`,
		});
	}
	const value = parseJson(text);
	if (value === undefined) return parseBareText(matcher, text, index);
	if (typeof value === "string") return { kind: "text", text: value };
	if (typeof value === "number") return toNumber(text, value);
	return typeof value === "boolean" || value === null
		? { kind: "keyword", text, value }
		: { kind: "structure", text, value };
}

function parseBareText(matcher: string, text: string, index: number): Literal {
	if (text.startsWith('"')) {
		throw matcherError(matcher, "a quoted string that is not valid JSON", {
			index,
			hint: "Close the quotes and double each backslash, or leave the quotes out",
		});
	}
	if (text.length > 1 && text.startsWith("'") && text.endsWith("'")) {
		throw matcherError(matcher, "single quotes would be part of the value", {
			index,
			hint: `Write ${matcher.slice(0, index).trim()}${text.slice(1, -1)}, or put the value in double quotes`,
		});
	}
	return { kind: "text", text };
}

function parseJson(text: string): JsonValue | undefined {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return undefined;
	}
}

function toNumber(text: string, value: number): Literal {
	// Past the range of a double it cannot be meant as a number: 12e4567 is the start of a commit's hash.
	if (!Number.isFinite(value)) return { kind: "text", text };
	const isWhole = INTEGER.test(text) || Number.isInteger(value);
	return {
		kind: "number",
		text,
		value,
		integer: isWhole ? BigInt(INTEGER.test(text) ? text : value) : undefined,
	};
}
