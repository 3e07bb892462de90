import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/event/event.js";
import { compileJmespath } from "../../../src/event/matcher/jmespath.js";
import { sampleEvent } from "./sample-event.js";

const payload = (): JsonValue => ({ attempt: 2, jobs: [{ name: "lint" }, { name: "test" }] });

for (const [expression, expected] of [
	["source == 'docker' && fields.exit_code == `137`", true],
	["fields.exit_code > `100`", true],
	["contains(fields.labels, 'urgent')", true],
	["fields.labels[?@ == 'urgent']", true],
	["fields.labels[?@ == 'minor']", false],
	["starts_with(summary, 'container')", true],
	["received_at > `1767225500000000000`", true],
	["payload.jobs[?name == 'test'] | [0]", true],
	["payload.jobs[*].name | contains(@, 'lint')", true],
	["$.source == 'docker'", true],
	["let $labels = fields.labels in length($labels) == `3`", true],
	["length(keys(@)) == `11`", true],
	// What JMESPath calls false.
	["fields.nothing", false],
	["`false`", false],
	["''", false],
	["`[]`", false],
	["`{}`", false],
	["`0`", true],
	["!(fields.nothing)", true],
	// Errors are no match.
	["abs(summary)", false],
	["fields.constructor", false],
	["fields.toString", false],
	["fields.__proto__", false],
	["@.constructor", false],
	["{a: source}.constructor", false],
] as const) {
	test(`${expression} ${expected ? "matches" : "does not match"}`, () => {
		assert.equal(compileJmespath(expression).matches(sampleEvent(), payload), expected);
	});
}

for (const [expression, message] of [
	[" ", 'Cannot parse JMESPath expression " ": it is empty'],
	["source ==", 'Cannot parse JMESPath expression "source ==": invalid token (EOF): ""'],
	[
		"conclusion == 'failure'",
		'Cannot parse JMESPath expression "conclusion == \'failure\'": unknown key "conclusion"',
	],
	["!(status) || source", 'Cannot parse JMESPath expression "!(status) || source": unknown key "status"'],
	[
		"includes(summary, 'x')",
		'Cannot parse JMESPath expression "includes(summary, \'x\')": unknown function "includes"',
	],
] as const) {
	test(`${expression === " " ? "an empty expression" : expression} is refused before any event comes`, () => {
		assert.throws(() => compileJmespath(expression), { code: "MATCHER_INVALID", message });
	});
}

test("keys below the top are not known beforehand, so any may be named", () => {
	for (const expression of [
		"fields.anything",
		"fields | anything",
		"payload.x[?y].z",
		"sort_by(payload.x, &y)",
		"[fields][0].x",
	]) {
		assert.doesNotThrow(() => compileJmespath(expression));
	}
});

test("an expression that is too long is refused", () => {
	assert.throws(() => compileJmespath(`source${" ".repeat(4_096)}`), {
		code: "MATCHER_INVALID",
		message: /4096 are allowed$/,
	});
});

test("an expression that grows without end is stopped, and does not hold the daemon up again", () => {
	const list = `[${"source,".repeat(100)}source]`;
	const expression = compileJmespath(
		`${list}[].{a: @} | map(&map(&map(&map(&$.source, $.payload), $.payload), $.payload), $.payload)`,
	);
	const event = sampleEvent();
	const items = (): JsonValue => Array.from({ length: 300 }, (_, index) => index);

	assert.equal(expression.matches(event, items), false);
	assert.equal(expression.matches(event, items), false);
	assert.match(expression.explain(event, items), /no longer evaluated$/);
});

test("no event makes an expression throw", () => {
	const expressions = [
		"fields.a.b == `1` && payload[0] < `2`",
		"@ == @",
		"fields.*.a[] | [?b]",
		"sort_by(fields.a, &b)",
	].map(compileJmespath);
	fc.assert(
		fc.property(fc.jsonValue(), (json) => {
			const value = json as JsonValue;
			for (const expression of expressions) {
				assert.equal(
					typeof expression.matches(
						{ ...sampleEvent(), fields: { a: value, ["__proto__"]: value } },
						() => value,
					),
					"boolean",
				);
				assert.equal(typeof expression.matches({ ...sampleEvent(), fields: value as JsonObject }), "boolean");
			}
		}),
	);
});
