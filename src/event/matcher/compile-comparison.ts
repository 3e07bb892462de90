/** Turns the OP VALUE of a matcher into a test of one value. */
import type { JsonValue } from "../event.js";
import type { Comparison, Literal } from "./comparison.js";
import { foldCase } from "./fold-case.js";
import { isJsonArray } from "./json-array.js";
import type { Found } from "./read-path.js";

/** Never true of a missing value: `a!=1` wants an `a` that is something else. */
export type ValueTest = (value: Found) => boolean;

/** @throws BusError MATCHER_INVALID when `~=` has no valid regular expression */
export async function compileComparison({
	text,
	operator,
	literal,
	ignoresCase,
}: Comparison): Promise<ValueTest> {
	switch (operator) {
		case "=":
			return ignoresCase ? toSameName(literal.text) : toEquality(literal);
		case "!=": {
			const isEqual = toEquality(literal);
			return (value) => value !== undefined && !isEqual(value);
		}
		case "<":
			return toOrdering(literal, (sign) => sign < 0);
		case "<=":
			return toOrdering(literal, (sign) => sign <= 0);
		case ">":
			return toOrdering(literal, (sign) => sign > 0);
		case ">=":
			return toOrdering(literal, (sign) => sign >= 0);
		case "^=":
			return (value) => typeof value === "string" && value.startsWith(literal.text);
		case "*=":
			return toContainment(literal);
		case "~=": {
			// Loaded on demand: a daemon whose waiters use no regular expression does without its memory.
			const { compileRegularExpression } = await import("./regular-expression.js");
			const matches = compileRegularExpression(literal.text, text);
			return (value) => typeof value === "string" && matches(value);
		}
	}
}

function toEquality(literal: Literal): ValueTest {
	const { text } = literal;
	switch (literal.kind) {
		case "text":
			return (value) => value === text;
		case "number": {
			const { value: wanted, integer } = literal;
			return (value) =>
				value === wanted || value === text || (typeof value === "bigint" && value === integer);
		}
		case "keyword": {
			const { value: wanted } = literal;
			return (value) => value === wanted || value === text;
		}
		case "structure": {
			const { value: wanted } = literal;
			return (value) => isDeepEqual(value, wanted);
		}
	}
}

function toSameName(name: string): ValueTest {
	const folded = foldCase(name);
	return (value) => typeof value === "string" && foldCase(value) === folded;
}

/** A string contains the text; an array contains an item that equals the literal. */
function toContainment(literal: Literal): ValueTest {
	const isEqual = toEquality(literal);
	return (value) => {
		if (typeof value === "string") return value.includes(literal.text);
		return isJsonArray(value) && value.some(isEqual);
	};
}

/** Orders numbers with numbers and strings with strings (by code unit, so ISO 8601 times in order of time). */
function toOrdering(literal: Literal, isWanted: (sign: number) => boolean): ValueTest {
	if (literal.kind === "number") {
		const { value: number, integer } = literal;
		return (value) => {
			if (typeof value === "number") return isWanted(compare(value, number));
			return typeof value === "bigint" && isWanted(compare(value, integer ?? number));
		};
	}
	return (value) => typeof value === "string" && isWanted(compare(value, literal.text));
}

// A bigint and a number compare by their mathematical values.
function compare<T extends string | number | bigint>(left: T, right: T): number {
	if (left === right) return 0;
	return left < right ? -1 : 1;
}

// Recursion is bounded by the literal's depth, which the length of a matcher bounds.
function isDeepEqual(value: Found, wanted: JsonValue): boolean {
	if (typeof wanted !== "object" || wanted === null) return value === wanted;
	if (typeof value !== "object" || value === null) return false;
	if (isJsonArray(value) || isJsonArray(wanted)) {
		return (
			isJsonArray(value) &&
			isJsonArray(wanted) &&
			value.length === wanted.length &&
			value.every((item, index) => isDeepEqual(item, wanted[index] ?? null))
		);
	}
	const keys = Object.keys(wanted);
	return (
		keys.length === Object.keys(value).length &&
		keys.every((key) => Object.hasOwn(value, key) && isDeepEqual(memberOf(value, key), memberOf(wanted, key)))
	);
}

function memberOf(parent: object, key: string): JsonValue {
	return (parent as Readonly<Record<string, JsonValue>>)[key] ?? null;
}
