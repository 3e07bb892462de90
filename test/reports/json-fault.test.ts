import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findJsonFault } from "../../src/reports/json-fault.js";

const FAULTS: readonly (readonly [string, number])[] = [
	['{"a":oops}', 5],
	['{"a":1,}', 7],
	['{"a" 1}', 1],
	["[1 2]", 3],
	['{"a":"b', 5],
	['{"a":[1,2', 9],
	["{} x", 3],
	["", 0],
];

for (const [text, offset] of FAULTS) {
	test(`${text} stops being JSON at ${offset}`, () => {
		assert.equal(findJsonFault(text), offset);
	});
}

test("no JSON has a fault before its end", () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = JSON.stringify(value, null, 1);
			assert.equal(findJsonFault(text), text.length);
		}),
	);
});
