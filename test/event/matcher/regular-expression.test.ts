import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRegularExpression } from "../../../src/event/matcher/regular-expression.js";

test("a pattern is found anywhere in the text unless it is anchored", () => {
	assert.equal(compileRegularExpression("fail", "x~=fail")("it failed"), true);
	assert.equal(compileRegularExpression("^fail", "x~=^fail")("it failed"), false);
	assert.equal(compileRegularExpression("^it .*ed$", "x~=^it .*ed$")("it failed"), true);
});

test("a pattern that would take JavaScript for ever takes linear time", () => {
	const matches = compileRegularExpression("^(a+)+$", "x~=^(a+)+$");

	assert.equal(matches(`${"a".repeat(50_000)}!`), false);
});

for (const [pattern, message] of [
	["a(b", 'Cannot parse matcher "x~=a(b": not an RE2 regular expression: missing closing ) at character 6'],
	[
		"ab**",
		'Cannot parse matcher "x~=ab**": not an RE2 regular expression: invalid nested repetition operator at character 6',
	],
	[
		"(?=x)",
		'Cannot parse matcher "x~=(?=x)": not an RE2 regular expression: invalid or unsupported Perl syntax at character 4',
	],
	[
		"a[z-b]",
		'Cannot parse matcher "x~=a[z-b]": not an RE2 regular expression: invalid character class range at character 6',
	],
	[
		"a\\",
		'Cannot parse matcher "x~=a\\": not an RE2 regular expression: trailing backslash at end of expression at character 5',
	],
] as const) {
	test(`${pattern} is refused, and the message points into the matcher`, () => {
		assert.throws(() => compileRegularExpression(pattern, `x~=${pattern}`), {
			code: "MATCHER_INVALID",
			message,
		});
	});
}
