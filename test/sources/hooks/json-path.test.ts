import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseJsonPath, readJsonPath } from "../../../src/sources/hooks/json-path.js";

const BODY = {
	state: "passed",
	build: { number: 7, "web-url": "https://example.org", "a.b": { "it's": true } },
	jobs: [{ name: "lint" }, { name: "test", steps: [] }],
	"": "empty",
	nothing: null,
};

const FOUND: Readonly<Record<string, unknown>> = {
	$: BODY,
	"$.state": "passed",
	"$.build.number": 7,
	"$.build.web-url": "https://example.org",
	'$.build["a.b"]["it\'s"]': true,
	"$['build'].number": 7,
	"$.jobs[0].name": "lint",
	"$.jobs[-1].name": "test",
	'$[""]': "empty",
	"$.nothing": null,
	"$.absent": undefined,
	"$.absent.deeper[0]": undefined,
	"$.state.length": undefined,
	"$.jobs[9].name": undefined,
	"$.jobs.0": undefined,
	"$.build[0]": undefined,
	"$.constructor": undefined,
	"$.__proto__": undefined,
};

for (const [text, value] of Object.entries(FOUND)) {
	test(`${text} finds ${JSON.stringify(value)?.slice(0, 40) ?? "nothing"}`, () => {
		assert.deepEqual(readJsonPath(BODY, parseJsonPath(text)), value);
	});
}

for (const text of [
	"",
	"state",
	".state",
	"$state",
	"$.",
	"$..state",
	"$.jobs[*]",
	"$.jobs[01]",
	"$.jobs[",
	"$.a b",
	"$['a\"",
	"$.jobs[?(@.x)]",
]) {
	test(`"${text}" is no path`, () => {
		assert.throws(() => parseJsonPath(text), {
			code: "CONFIG_INVALID",
			message: `Cannot read "${text}": it is no path`,
		});
	});
}

test("whatever a path is, it is taken or refused", () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom("$", ".", "[", "]", '"', "a", "0", "-", " ") }), (text) => {
			try {
				readJsonPath(BODY, parseJsonPath(text));
			} catch (error) {
				assert.equal(Reflect.get(Object(error), "code"), "CONFIG_INVALID");
			}
		}),
	);
});
