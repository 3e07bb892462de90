import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonValue } from "../../../src/event/event.js";
import type { MatcherSpecs } from "../../../src/event/matcher/compile-matcher.js";
import { compileMatchers } from "../../../src/event/matcher/compile-matcher.js";
import { pivotKeyAt, pivotKeyOf, SHA_PIVOT_PATH } from "../../../src/event/matcher/pivot.js";
import { sampleEvent } from "./sample-event.js";

async function pivotPathOf(specs: MatcherSpecs): Promise<string | undefined> {
	return (await compileMatchers(specs)).pivot?.path;
}

for (const [specs, path] of [
	[{ source: "github" }, "source"],
	[{ match: ["fields.source=github"] }, "source"],
	[{ source: "github", event_type: "workflow_run" }, "event_type"],
	[{ source: "github", match: ["conclusion=failure"] }, "source"],
	[{ source: "docker", match: ["container=web"] }, "fields.container"],
	[{ source: "docker", to: "me", match: ["container=web"] }, "fields.msg_to"],
	[{ to: "me", match: ["msg_correlation_id=7"] }, "fields.msg_correlation_id"],
	[{ sha: "0123456", source: "github" }, SHA_PIVOT_PATH],
	[{ sha: "0123456", match: ["run_id=7"] }, "fields.run_id"],
	[{ match: ["event_id=01J", "delivery_id=x"] }, "event_id"],
	[{ repo: "acme/api" }, "repo:folded"],
	[{ repo: "acme/*" }, "owner:folded"],
	[{ match: ["repo=api", "owner=acme"] }, "repo"],
] as const) {
	test(`${JSON.stringify(specs)} is looked up by ${path}`, async () => {
		assert.equal(await pivotPathOf(specs), path);
	});
}

for (const specs of [
	{},
	{ match: ["a!=1"] },
	{ match: ["a>1"] },
	{ match: ["a=1", "a^=2"] },
	{ match: ["a=null"] },
	{ match: ['a={"b":1}'] },
	{ match: ["payload.a=1"] },
	{ cel: "fields.a == 1" },
	{ jmespath: "fields.a" },
] satisfies readonly MatcherSpecs[]) {
	test(`${JSON.stringify(specs)} has nothing to look up`, async () => {
		assert.equal(await pivotPathOf(specs), undefined);
	});
}

test("alternatives of one key are looked up by each of their values", async () => {
	const { pivot } = await compileMatchers({ match: ["run_id=7", 'run_id="abc"'] });

	assert.deepEqual(pivot, { path: "fields.run_id", values: ['"7', "7", '"abc'] });
});

test("any prefix of a commit's hash finds the events of the commit", async () => {
	const event = sampleEvent({ fields: { head_sha: "ABCDEF0123456789abcdef0123456789abcdef01" } });
	const { pivot, matches } = await compileMatchers({ sha: "abcDEF0123" });

	assert.equal(matches(event), true);
	assert.deepEqual(pivot?.values, [pivotKeyAt(event, SHA_PIVOT_PATH)]);
});

test("an event that matches is always found by the pivot", async () => {
	const scalar = fc.oneof(
		fc.constantFrom<JsonValue>(
			1,
			1.0,
			"1",
			"1.0",
			"1e0",
			-0,
			0,
			"0",
			"-0",
			true,
			"true",
			null,
			1e21,
			"1e21",
			2 ** 53,
		),
		fc.integer(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.string(),
		fc.array(fc.integer()),
	);
	const literal = fc.oneof(
		scalar.map((value) => JSON.stringify(value)),
		fc.constantFrom("1", "1.0", "1e0", "-0", "0", "1e21", "1000000000000000000000", "9007199254740993", "a"),
	);
	const key = fc.constantFrom("x", "fields.x", "fields.x.0");
	await fc.assert(
		fc.asyncProperty(
			key,
			fc.array(literal, { minLength: 1, maxLength: 3 }),
			scalar,
			async (path, literals, value) => {
				const { pivot, matches } = await compileMatchers({
					match: literals.map((text) => `${path}=${text}`),
				});
				const event = sampleEvent({ fields: { x: value } });

				if (pivot !== undefined && matches(event))
					assert.ok(pivot.values.includes(pivotKeyAt(event, pivot.path)));
			},
		),
		{ numRuns: 2_000 },
	);
});

test("received_at is found by its exact number", async () => {
	const { pivot, matches } = await compileMatchers({ match: ["received_at=1767225600000000123"] });
	const event = sampleEvent();

	assert.equal(matches(event), true);
	assert.ok(pivot?.values.includes(pivotKeyAt(event, "received_at")));
});

test("values of different types have different keys", () => {
	const keys = [1, "1", true, "true", null, "null", undefined, "missing", [], "structure"].map((value) =>
		pivotKeyOf(value),
	);

	assert.equal(new Set(keys).size, keys.length);
});
