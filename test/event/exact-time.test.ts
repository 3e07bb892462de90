import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseWithExactTime } from "../../src/event/exact-time.js";
import { jsonValue, timeNs } from "../support/event-arbitraries.js";

const TIME = "1767225600123456789";

for (const [what, text, wanted] of [
	["an event", `{"source":"a","received_at":${TIME}}`, { source: "a", received_at: TIME }],
	["white space around it", `{"received_at" : \n${TIME} }`, { received_at: TIME }],
	[
		"each event of an array",
		`[{"received_at":${TIME}},{"received_at":5}]`,
		[{ received_at: TIME }, { received_at: 5 }],
	],
	[
		"each event of an emit",
		`{"op":"emit","events":[{"received_at":${TIME}}]}`,
		{ op: "emit", events: [{ received_at: TIME }] },
	],
] as const) {
	test(`the nanoseconds of ${what} come as their digits`, () => {
		assert.deepEqual(parseWithExactTime(text), wanted);
	});
}

for (const [what, text] of [
	["a field of that name", `{"fields":{"received_at":${TIME}}}`],
	["a payload of that name", `{"received_at":null,"payload":{"received_at":${TIME}}}`],
	["a text that looks like it", `{"summary":"\\"received_at\\":${TIME}"}`],
	["a key that ends like it", `{"a\\"received_at":${TIME}}`],
	["a fraction", `{"received_at":${TIME}.25}`],
	["an exponent", `{"fields":{"received_at":${TIME}e2},"n":1}`],
	["a value that is not an object", `[${TIME},null,"received_at"]`],
] as const) {
	test(`${what} is read as JSON reads it`, () => {
		assert.deepEqual(parseWithExactTime(text), JSON.parse(text));
	});
}

test("any JSON is read as JSON reads it, and beside it the time exactly", () => {
	fc.assert(
		fc.property(jsonValue, timeNs, (fields, time) => {
			const text = `{"fields":${JSON.stringify(fields)},"received_at":${time}}`;

			const digits = String(time);
			const wanted = digits.length < 16 ? Number(time) : digits;
			assert.deepEqual(parseWithExactTime(text), { fields, received_at: wanted });
		}),
	);
});

test("what is not JSON is refused as JSON.parse refuses it", () => {
	assert.throws(() => parseWithExactTime(`{"received_at":${TIME}`), SyntaxError);
});
