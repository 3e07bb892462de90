/** The grammar of `--match`: `KEY OP VALUE`. */
import type { Comparison, Literal, Operator } from "./comparison.js";
import { OPERATORS } from "./comparison.js";
import { MAX_MATCHER_LENGTH } from "./matcher-limits.js";
import { matcherError } from "./matcher-error.js";
import { parseLiteral } from "./parse-literal.js";

const EXAMPLE = "--match conclusion=failure";
const ORDERINGS: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">="]);
// Other languages' spellings. Taken as part of the value they would never match, and never say why.
const MISTAKEN = new Map([
	["==", "="],
	["=~", "~="],
	["=>", ">="],
]);

/**
 * Parses one matcher, such as `conclusion=failure` or `fields.exit_code>=128`.
 *
 * It is split at the first operator. KEY is a dotted path, in which an integer, also a negative one, indexes
 * an array. VALUE is a JSON literal; any other text is a string as it stands, without the white space around it.
 * @throws BusError MATCHER_INVALID
 */
export function parseMatcher(text: string): Comparison {
	if (text.length > MAX_MATCHER_LENGTH) {
		throw matcherError(text, `${text.length} characters, and ${MAX_MATCHER_LENGTH} are allowed`);
	}
	const { operator, index } = findOperator(text);
	const path = parsePath(text, index);
	const valueIndex = index + operator.length;
	refuseMistakenOperator(text, index);
	return { text: text.trim(), path, operator, literal: parseValue(text, valueIndex, operator) };
}

/** Where the first operator of a matcher stands, or undefined when it has none. */
export function indexOfOperator(
	text: string,
): { readonly operator: Operator; readonly index: number } | undefined {
	for (let index = 0; index < text.length; index++) {
		const operator = OPERATORS.find((candidate) => text.startsWith(candidate, index));
		if (operator !== undefined) return { operator, index };
	}
	return undefined;
}

function findOperator(text: string): { readonly operator: Operator; readonly index: number } {
	const found = indexOfOperator(text);
	if (found !== undefined) return found;
	throw matcherError(text, `no operator, and one of = != < <= > >= ^= *= ~= is wanted`, {
		hint: `Write KEY=VALUE, for example: ${EXAMPLE}`,
	});
}

function parsePath(text: string, end: number): readonly string[] {
	const key = text.slice(0, end);
	if (key.trim() === "")
		throw matcherError(text, "no key before the operator", { index: end, hint: `For example: ${EXAMPLE}` });
	const path = key.trim().split(".");
	let index = key.length - key.trimStart().length;
	for (const segment of path) {
		if (segment.trim() === "") {
			throw matcherError(text, "empty path segment", {
				index,
				hint: "A key is a dotted path, for example: --match fields.labels.0=bug",
			});
		}
		index += segment.length + 1;
	}
	return path;
}

function refuseMistakenOperator(text: string, index: number): void {
	const spelling = text.slice(index, index + 2);
	const meant = MISTAKEN.get(spelling);
	if (meant === undefined) return;
	const key = text.slice(0, index).trim();
	throw matcherError(text, `"${spelling}" is not an operator`, {
		index,
		hint: `Write ${key}${meant}VALUE, or quote a value that starts so: ${key}="${spelling.slice(1)}…"`,
	});
}

function parseValue(text: string, index: number, operator: Operator): Literal {
	const literal = parseLiteral(text, index);
	if (ORDERINGS.has(operator) && literal.kind !== "number" && literal.kind !== "text") {
		throw matcherError(text, `${operator} compares with a number or a string, not with ${literal.text}`, {
			index,
			hint: "For example: --match 'fields.exit_code>=128'",
		});
	}
	return literal;
}
