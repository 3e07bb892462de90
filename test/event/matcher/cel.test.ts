import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/event/event.js";
import { compileCel } from "../../../src/event/matcher/cel.js";
import { sampleEvent } from "./sample-event.js";

const payload = (): JsonValue => ({ attempt: 2, jobs: [{ name: "lint" }, { name: "test" }] });

for (const [expression, expected] of [
	['source == "docker" && fields.exit_code == 137', true],
	["fields.exit_code > 100", true],
	["fields.exit_code % 2 == 1", true],
	["fields.exit_code + 1 == 138", true],
	["fields.exit_code == 137.0", true],
	["fields.load > 0.5", true],
	['fields.conclusion in ["failure", "timed_out"]', true],
	['fields["conclusion"].startsWith("fail")', true],
	['summary.matches("exited [0-9]+$")', true],
	['summary.upperAscii() == "CONTAINER WEB EXITED 137"', true],
	['fields.labels.exists(label, label == "urgent")', true],
	["size(fields.labels) == 3", true],
	["has(fields.container)", true],
	["has(fields.nothing)", false],
	['event.source == source && event.fields.action == "die"', true],
	["received_at == 1767225600000000123", true],
	["received_at > 1767225600000000123", false],
	["payload.attempt == 2", true],
	['payload.jobs.filter(job, job.name == "test").size() == 1', true],
	['event.payload.jobs[0].name == "lint"', true],
	// Errors and values that are not boolean are no match.
	["fields.nothing == 1", false],
	["fields.exit_code", false],
	['"yes"', false],
	["fields.exit_code + fields.container == 1", false],
	["1 / 0 == 1", false],
	['summary.matches("(")', false],
	['fields.conclusion == "success"', false],
	["fields.toString == 1", false],
	["fields.constructor == 1", false],
] as const) {
	test(`${expression} ${expected ? "matches" : "does not match"}`, () => {
		assert.equal(compileCel(expression).matches(sampleEvent({ fields: { load: 0.75 } }), payload), expected);
	});
}

for (const [expression, message] of [
	["", 'Cannot parse CEL expression "": it is empty'],
	["a ==", 'Cannot parse CEL expression "a ==": nothing that can follow here begins with "=" at character 3'],
	[
		"conclusion == 1",
		'Cannot parse CEL expression "conclusion == 1": unknown variable "conclusion" at character 1',
	],
	[
		"size(event) > count",
		'Cannot parse CEL expression "size(event) > count": unknown variable "count" at character 15',
	],
	[
		"[1].exists(x, y == 1)",
		'Cannot parse CEL expression "[1].exists(x, y == 1)": unknown variable "y" at character 15',
	],
	[
		"summary.includes('x')",
		'Cannot parse CEL expression "summary.includes(\'x\')": unknown function or macro "includes" with these arguments at character 8',
	],
	[
		"now() > 1",
		'Cannot parse CEL expression "now() > 1": unknown function or macro "now" with these arguments at character 1',
	],
] as const) {
	test(`${expression === "" ? "an empty expression" : expression} is refused before any event comes`, () => {
		assert.throws(() => compileCel(expression), { code: "MATCHER_INVALID", message });
	});
}

test("an expression that is too long or nested too deeply is refused", () => {
	assert.throws(() => compileCel(`true || ${"true || ".repeat(600)}true`), {
		code: "MATCHER_INVALID",
		message: /4096 are allowed$/,
	});
	assert.throws(() => compileCel("[".repeat(4_000)), { code: "MATCHER_INVALID" });
	assert.throws(() => compileCel(`${"(".repeat(2_000)}true${")".repeat(2_000)}`), {
		code: "MATCHER_INVALID",
		message: /nested too deeply$/,
	});
});

test("it tells why it does not match", () => {
	const event = sampleEvent();

	assert.equal(compileCel("fields.nothing == 1").explain(event), "field not found: nothing");
	assert.equal(compileCel("source").explain(event), "its value is not a boolean");
	assert.equal(compileCel('source == "x"').explain(event), "it is false");
});

test("an expression whose loops never end is stopped, and does not hold the daemon up again", () => {
	const list = `[${"0,".repeat(200)}0]`;
	const expression = compileCel(`${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, a == d))))`);
	const event = sampleEvent();

	assert.equal(expression.matches(event), false);
	assert.equal(expression.matches(event), false);
	assert.match(expression.explain(event), /no longer evaluated$/);
});

test("nested loops of ordinary size are evaluated", () => {
	assert.equal(compileCel("[1, 2].all(a, [3, 4].all(b, a < b))").matches(sampleEvent()), true);
});

test("no event makes an expression throw", () => {
	const expressions = [
		'fields.a.b == 1 && payload[0] < "x"',
		"event == event",
		"size(fields) > 1 || fields.a",
		'fields.a.exists(x, x == "y")',
	].map(compileCel);
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
