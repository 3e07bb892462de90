import assert from "node:assert/strict";
import { test } from "node:test";
import { compileWaitTerms, hasWaitTerms } from "../../src/daemon/wait-terms.js";
import type { WaitTerms } from "../../src/protocol/messages.js";
import { sampleEvent } from "../event/matcher/sample-event.js";

const SHA = { sha: "0123456" };
const run = (fields: Record<string, string | null>) =>
	sampleEvent({ fields: { head_sha: "0123456789abcdef", conclusion: null, ...fields } });

for (const [terms, mode, texts] of [
	[{ source: "ci" }, "first", ["source=ci"]],
	[{ match: ["a=1", "b=2"], event_type: "x" }, "first", ["event_type=x and a=1 and b=2"]],
	[{ all_of: ["ci:a=1", "b=2"] }, "all_of", ["ci:a=1", "b=2"]],
	[{ first_of: ["ci", "b=2"], unless: ["c=3"] }, "first_of", ["ci", "b=2"]],
	[{ sequence: ["a=1", "b=2"] }, "sequence", ["a=1", "b=2"]],
	[{ source: "ci", count: 3, within_ms: 500 }, "count", ["source=ci"]],
	[{ source: "ci", absent_ms: 500 }, "absence", ["source=ci"]],
] satisfies [WaitTerms, string, string[]][]) {
	test(`${JSON.stringify(terms)} is a wait of mode ${mode}`, async () => {
		const compiled = await compileWaitTerms(terms);

		assert.equal(compiled.mode, mode);
		assert.deepEqual(
			compiled.clauses.map(({ text }) => text),
			texts,
		);
		assert.equal(hasWaitTerms(terms), true);
	});
}

test("a count and a silence keep their numbers", async () => {
	const count = await compileWaitTerms({ source: "ci", count: 3, within_ms: 500 });
	const absence = await compileWaitTerms({ source: "ci", absent_ms: 700 });

	assert.deepEqual(count.mode === "count" && [count.count, count.withinMs], [3, 500]);
	assert.equal(absence.mode === "absence" && absence.forMs, 700);
});

for (const [terms, message] of [
	[{}, "Cannot wait: nothing is named to wait for"],
	[{ since: "10m" }, "Cannot wait: nothing is named to wait for"],
	[{ unless: ["a=1"] }, "Cannot wait: nothing is named to wait for"],
	[{ match: [] }, "Cannot wait: nothing is named to wait for"],
	[{ count: 2 }, "Cannot wait: nothing is named to wait for"],
	[{ all_of: ["a=1"], count: 2 }, "Cannot wait: all_of and count exclude each other"],
	[
		{ all_of: ["a=1"], first_of: ["a=1"], sequence: ["a=1"] },
		"Cannot wait: all_of and first_of and sequence exclude each other",
	],
	[
		{ all_of: ["a=1"], source: "ci" },
		"Cannot wait: all_of takes its matchers in its clauses, as source:KEY=VALUE",
	],
	[{ source: "ci", within_ms: 5 }, "Cannot wait: within_ms goes with count"],
	[{ all_of: ["a=1"], within_ms: 5 }, "Cannot wait: within_ms goes with count"],
	[{ source: "ci", absent_ms: 5, within_ms: 5 }, "Cannot wait: within_ms goes with count"],
] satisfies [WaitTerms, string][]) {
	test(`${JSON.stringify(terms)} is refused`, async () => {
		await assert.rejects(compileWaitTerms(terms), {
			code: "REQUEST_INVALID",
			message,
			hint: /^waitbus wait /,
		});
	});
}

test("a clause that does not parse is refused as a matcher", async () => {
	await assert.rejects(compileWaitTerms({ all_of: ["ci:nonsense"] }), { code: "MATCHER_INVALID" });
});

test("a commit is waited for to its verdict, which then counts", async () => {
	const { clauses } = await compileWaitTerms(SHA);

	assert.deepEqual(
		[run({ status: "in_progress" }), run({ conclusion: "failure" })].map((event) =>
			clauses[0]?.matches(event),
		),
		[false, true],
	);
	assert.equal(clauses[0]?.namesConclusion, false);
});

for (const [terms, isCounted] of [
	[{ ...SHA, match: ["status=in_progress"] }, true],
	[{ ...SHA, match: ["conclusion=success"] }, false],
	[{ ...SHA, count: 1 }, true],
] satisfies [WaitTerms, boolean][]) {
	test(`${JSON.stringify(terms)} asks for that alone`, async () => {
		const { clauses } = await compileWaitTerms(terms);

		assert.equal(clauses[0]?.matches(run({ status: "in_progress" })), isCounted);
	});
}
