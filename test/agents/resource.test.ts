import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { overlaps, parseResource } from "../../src/agents/resource.js";

for (const [text, spelled] of [
	["deploy", "deploy"],
	["/a//b/./c/", "/a/b/c"],
	["/", "/"],
] as const) {
	test(`${text} is the resource ${spelled}`, () => {
		assert.equal(parseResource(text), spelled);
	});
}

for (const text of ["", "a\nb", "x".repeat(1_025), "/a/../b"]) {
	test(`${JSON.stringify(text.slice(0, 10))} is refused as a resource`, () => {
		assert.throws(() => parseResource(text), { code: "LEASE_INVALID" });
	});
}

test("the root covers every path, and no word", () => {
	assert.equal(overlaps("/", "/a/b"), true);
	assert.equal(overlaps("/", "deploy"), false);
});

test("two resources stand in each other's way or they do not, whoever asks first", () => {
	const resource = fc
		.array(fc.constantFrom("a", "b", "ab"), { maxLength: 4 })
		.map((parts) => `/${parts.join("/")}`);
	fc.assert(fc.property(resource, resource, (one, other) => overlaps(one, other) === overlaps(other, one)));
});
