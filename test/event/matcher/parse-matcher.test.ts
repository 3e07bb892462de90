import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BusError } from "../../../src/errors.js";
import { MAX_MATCHER_LENGTH } from "../../../src/event/matcher/matcher-limits.js";
import { parseMatcher } from "../../../src/event/matcher/parse-matcher.js";

function refusalOf(text: string): BusError {
	try {
		parseMatcher(text);
	} catch (error) {
		if (error instanceof BusError) return error;
	}
	return assert.fail(`"${text}" was accepted`);
}

test("a matcher is a dotted path, an operator and a value", () => {
	const comparison = parseMatcher("fields.exit_code>=128");

	assert.deepEqual(comparison, {
		text: "fields.exit_code>=128",
		path: ["fields", "exit_code"],
		operator: ">=",
		literal: { kind: "number", text: "128", value: 128, integer: 128n },
	});
});

for (const operator of ["=", "!=", "<", "<=", ">", ">=", "^=", "*=", "~="]) {
	test(`${operator} is an operator`, () => {
		assert.equal(parseMatcher(`a${operator}x`).operator, operator);
	});
}

test("the first operator splits a matcher, so a value may hold operators", () => {
	const { path, operator, literal } = parseMatcher("summary=a!=b<=c");

	assert.deepEqual([path, operator, literal.text], [["summary"], "=", "a!=b<=c"]);
});

test("white space around the key and the value is left out", () => {
	const { path, literal } = parseMatcher("  a.b  =  two words  ");

	assert.deepEqual([path, literal.text], [["a", "b"], "two words"]);
});

for (const [text, kind] of [
	["a=die", "text"],
	['a="die"', "text"],
	["a=137", "number"],
	["a=-1.5e3", "number"],
	["a=007", "text"],
	["a=12e4567", "text"],
	["a=true", "keyword"],
	["a=null", "keyword"],
	["a=[1,2]", "structure"],
	['a={"b":1}', "structure"],
	["a=[id].tsx", "text"],
	["a={oops", "text"],
] as const) {
	test(`the value of ${text} is of the kind ${kind}`, () => {
		assert.equal(parseMatcher(text).literal.kind, kind);
	});
}

test("an integer keeps every digit", () => {
	const { literal } = parseMatcher("received_at=1767225600000000123");

	assert.equal(literal.kind === "number" ? literal.integer : undefined, 1_767_225_600_000_000_123n);
});

for (const [text, message] of [
	["a..b=1", 'Cannot parse matcher "a..b=1": empty path segment at character 3'],
	[".a=1", 'Cannot parse matcher ".a=1": empty path segment at character 1'],
	["a.=1", 'Cannot parse matcher "a.=1": empty path segment at character 3'],
	["=1", 'Cannot parse matcher "=1": no key before the operator at character 1'],
	["  =1", 'Cannot parse matcher "  =1": no key before the operator at character 3'],
	["failure", 'Cannot parse matcher "failure": no operator, and one of = != < <= > >= ^= *= ~= is wanted'],
	["", 'Cannot parse matcher "": no operator, and one of = != < <= > >= ^= *= ~= is wanted'],
	["a=", 'Cannot parse matcher "a=": no value after the operator at character 3'],
	["a==1", 'Cannot parse matcher "a==1": "==" is not an operator at character 2'],
	["a=~x", 'Cannot parse matcher "a=~x": "=~" is not an operator at character 2'],
	['a="die', 'Cannot parse matcher "a="die": a quoted string that is not valid JSON at character 3'],
	["a='die'", "Cannot parse matcher \"a='die'\": single quotes would be part of the value at character 3"],
	[
		"a<true",
		'Cannot parse matcher "a<true": < compares with a number or a string, not with true at character 3',
	],
	[
		"a>=[1]",
		'Cannot parse matcher "a>=[1]": >= compares with a number or a string, not with [1] at character 4',
	],
] as const) {
	test(`${text === "" ? "an empty text" : text} is refused, and the message points at the character`, () => {
		const error = refusalOf(text);

		assert.equal(error.code, "MATCHER_INVALID");
		assert.equal(error.message, message);
		assert.equal(typeof error.hint, "string");
	});
}

test("a matcher may have 4,096 characters and not one more", () => {
	const longest = `a=${"x".repeat(MAX_MATCHER_LENGTH - 2)}`;

	assert.equal(parseMatcher(longest).literal.text.length, MAX_MATCHER_LENGTH - 2);
	assert.match(refusalOf(`${longest}x`).message, /: 4097 characters, and 4096 are allowed$/);
});

test("an error is one printable line of bounded length, whatever the matcher holds", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 5_000 }), (text) => {
			try {
				parseMatcher(text);
			} catch (error) {
				assert.ok(error instanceof BusError);
				assert.match(error.message, /^[^\u0000-\u001f\u007f-\u009f]{1,400}$/u);
			}
		}),
	);
});

test("a key, an operator and a quoted string are read back as they were written", () => {
	const segment = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/);
	const operator = fc.constantFrom("=", "!=", "^=", "*=", "<", ">=");
	fc.assert(
		fc.property(
			fc.array(segment, { minLength: 1, maxLength: 4 }),
			operator,
			fc.string(),
			(path, op, value) => {
				const comparison = parseMatcher(`${path.join(".")}${op}${JSON.stringify(value)}`);

				assert.deepEqual([comparison.path, comparison.operator], [path, op]);
				assert.deepEqual(comparison.literal, { kind: "text", text: value });
			},
		),
	);
});
