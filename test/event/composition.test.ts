import assert from "node:assert/strict";
import { test } from "node:test";
import type { Composition, Outcome } from "../../src/event/composition.js";
import { createComposition } from "../../src/event/composition.js";
import type { BusEvent, JsonObject } from "../../src/event/event.js";
import type { WaitSpec } from "../../src/event/wait-spec.js";
import { compileWaitSpec } from "../../src/event/wait-spec.js";
import { sampleEvent } from "./matcher/sample-event.js";

async function compose(spec: WaitSpec, startedAtMs = 0): Promise<Composition> {
	return createComposition(await compileWaitSpec(spec), startedAtMs);
}

function event(id: string, fields: JsonObject): BusEvent {
	return sampleEvent({ event_id: id, source: "test", fields: { source: "test", ...fields } });
}

const [a, b, c, ab] = [
	event("A", { a: 1 }),
	event("B", { b: 1 }),
	event("C", { c: 1 }),
	event("AB", { a: 1, b: 1 }),
];

function idsOf(outcome: Outcome | undefined): readonly string[] | undefined {
	return outcome?.kind === "matched" ? outcome.events.map(({ event_id }) => event_id) : undefined;
}

function observeAll(
	composition: Composition,
	events: readonly (readonly [BusEvent, number])[],
): readonly (readonly string[] | undefined)[] {
	return events.map(([each, atMs]) => idsOf(composition.observe(each, undefined, atMs)));
}

test("first is complete with the first event that matches", async () => {
	const composition = await compose({ mode: "first", selection: { match: ["a=1"] } });

	assert.deepEqual(
		observeAll(composition, [
			[b, 1],
			[a, 2],
		]),
		[undefined, ["A"]],
	);
});

test("first_of is complete when any of its clauses matches", async () => {
	const composition = await compose({ mode: "first_of", clauses: ["docker:a=1", "test:b=1"] });

	assert.deepEqual(
		observeAll(composition, [
			[a, 1],
			[b, 2],
		]),
		[undefined, ["B"]],
	);
});

test("all_of is complete when every clause has matched, in any order, the completing event last", async () => {
	const composition = await compose({ mode: "all_of", clauses: ["test:a=1", "test:b=1", "test:c=1"] });

	assert.deepEqual(
		observeAll(composition, [
			[c, 1],
			[a, 2],
			[a, 3],
			[b, 4],
		]),
		[undefined, undefined, undefined, ["C", "A", "B"]],
	);
});

test("one event may satisfy several clauses of all_of, and is reported once", async () => {
	const composition = await compose({ mode: "all_of", clauses: ["a=1", "b=1"] });

	assert.deepEqual(observeAll(composition, [[ab, 1]]), [["AB"]]);
});

test("the state of all_of shows which clauses are outstanding", async () => {
	const composition = await compose({ mode: "all_of", clauses: ["test:a=1", "test:b=1"] });

	composition.observe(a, undefined, 1);

	assert.deepEqual(composition.state(), [
		{ text: "test:a=1", matchedEventId: "A", matches: 1 },
		{ text: "test:b=1", matchedEventId: undefined, matches: 0 },
	]);
});

test("a sequence wants its clauses in order, and one event advances one step", async () => {
	const composition = await compose({ mode: "sequence", clauses: ["a=1", "b=1", "a=1"] });

	assert.deepEqual(
		observeAll(composition, [
			[b, 1],
			[ab, 2],
			[a, 3],
			[ab, 4],
			[a, 5],
		]),
		[undefined, undefined, undefined, undefined, ["AB", "AB", "A"]],
	);
});

test("a count is complete with the last of so many matches", async () => {
	const composition = await compose({ mode: "count", selection: { match: ["a=1"] }, count: 3 });

	assert.deepEqual(
		observeAll(composition, [
			[a, 1],
			[b, 2],
			[ab, 3],
			[a, 1_000_000],
		]),
		[undefined, undefined, undefined, ["A", "AB", "A"]],
	);
});

test("a count within a time forgets what is too long ago", async () => {
	const composition = await compose({
		mode: "count",
		selection: { match: ["a=1"] },
		count: 3,
		withinMs: 100,
	});

	assert.deepEqual(
		observeAll(composition, [
			[a, 0],
			[ab, 60],
			[a, 101],
			[a, 160],
		]),
		[undefined, undefined, undefined, ["AB", "A", "A"]],
	);
});

test("the state of a count within a time shows the recent matches", async () => {
	const composition = await compose({
		mode: "count",
		selection: { match: ["a=1"] },
		count: 5,
		withinMs: 100,
	});

	observeAll(composition, [
		[a, 0],
		[a, 50],
		[a, 120],
	]);

	assert.deepEqual(composition.state(), [{ text: "a=1", matchedEventId: "A", matches: 2 }]);
});

test("absence is reached when nothing matched for that long since the start or the last match", async () => {
	const composition = await compose({ mode: "absence", selection: { match: ["a=1"] }, forMs: 100 }, 1_000);

	assert.equal(composition.nextDeadlineMs(), 1_100);
	assert.equal(composition.observe(a, undefined, 1_050), undefined);
	assert.equal(composition.observe(b, undefined, 1_140), undefined);
	assert.equal(composition.nextDeadlineMs(), 1_150);
	assert.equal(composition.expire(1_149), undefined);
	assert.deepEqual(composition.expire(1_150), { kind: "absent" });
	assert.equal(composition.nextDeadlineMs(), undefined);
});

test("in a replay, a gap between two events is an absence although no timer ran", async () => {
	const composition = await compose({ mode: "absence", selection: { match: ["a=1"] }, forMs: 100 });

	assert.equal(composition.observe(a, undefined, 50), undefined);
	assert.deepEqual(composition.observe(a, undefined, 151), { kind: "absent" });
});

test("only an absence has a deadline", async () => {
	const composition = await compose({ mode: "count", selection: {}, count: 2, withinMs: 10 });

	assert.equal(composition.nextDeadlineMs(), undefined);
	assert.equal(composition.expire(1_000_000), undefined);
});

test("an unless clause ends any wait, also when the same event would have completed it", async () => {
	for (const spec of [
		{ mode: "first", selection: { match: ["a=1"] } },
		{ mode: "all_of", clauses: ["a=1"] },
		{ mode: "absence", selection: { match: ["a=1"] }, forMs: 100 },
	] satisfies WaitSpec[]) {
		const composition = await compose({ ...spec, unless: ["docker", "test:b=1"] });

		assert.equal(composition.observe(c, undefined, 1), undefined);
		assert.deepEqual(composition.observe(ab, undefined, 2), { kind: "unless", event: ab, text: "test:b=1" });
	}
});

test("once there is an outcome it stays", async () => {
	const composition = await compose({ mode: "first", selection: { match: ["a=1"] }, unless: ["b=1"] });

	composition.observe(a, undefined, 1);

	assert.deepEqual(idsOf(composition.observe(b, undefined, 2)), ["A"]);
	assert.deepEqual(idsOf(composition.expire(3)), ["A"]);
});

test("the payload is matchable in a composed wait", async () => {
	const composition = await compose({ mode: "all_of", clauses: ["test:payload.ok=true"] });

	assert.equal(
		composition.observe(a, () => ({ ok: false }), 1),
		undefined,
	);
	assert.deepEqual(idsOf(composition.observe(a, () => ({ ok: true }), 2)), ["A"]);
});

for (const [spec, message] of [
	[
		{ mode: "count", selection: {}, count: 0 },
		'Cannot wait with count "0": wanted a whole number of 1 to 10000',
	],
	[
		{ mode: "count", selection: {}, count: 1.5 },
		'Cannot wait with count "1.5": wanted a whole number of 1 to 10000',
	],
	[
		{ mode: "count", selection: {}, count: 2, withinMs: 0 },
		'Cannot wait with duration of within "0": wanted more than 0 ms',
	],
	[
		{ mode: "absence", selection: {}, forMs: Number.NaN },
		'Cannot wait with duration of absence "NaN": wanted more than 0 ms',
	],
	[
		{ mode: "absence", selection: {}, forMs: Number.POSITIVE_INFINITY },
		'Cannot wait with duration of absence "Infinity": wanted more than 0 ms',
	],
	[{ mode: "all_of", clauses: [] }, 'Cannot wait with all_of clauses "0": wanted at least one'],
	[
		{ mode: "all_of", clauses: Array.from({ length: 65 }, () => "a=1") },
		'Cannot wait with number of clauses "65": wanted at most 64',
	],
] satisfies [WaitSpec, string][]) {
	test(`a wait of ${JSON.stringify(spec).slice(0, 60)} is refused`, async () => {
		await assert.rejects(compileWaitSpec(spec), { code: "MATCHER_INVALID", message });
	});
}

for (const [spec, payloads, verdict] of [
	[{ mode: "first", selection: { match: ["payload.ok=true"] } }, [true], "failure"],
	[{ mode: "first", selection: { match: ["payload.ok=true", "conclusion=failure"] } }, [true], "none"],
	[{ mode: "all_of", clauses: ["conclusion=failure", "payload.ok=true"] }, [false, true], "failure"],
	[{ mode: "count", selection: { match: ["payload.ok=true"] }, count: 2 }, [true, false, true], "failure"],
] satisfies [WaitSpec, boolean[], string][]) {
	test(`the verdict of ${JSON.stringify(spec)} is ${verdict} when the events it took failed`, async () => {
		const composition = await compose(spec);
		const failed = event("F", { conclusion: "failure" });

		const outcomes = payloads.map((ok, index) => composition.observe(failed, () => ({ ok }), index));

		const last = outcomes.at(-1);
		assert.equal(last?.kind === "matched" ? last.verdict : last?.kind, verdict);
	});
}

test("an event that was taken for its conclusion gives no verdict to a clause that had its answer", async () => {
	const composition = await compose({ mode: "all_of", clauses: ["a=1", "conclusion=failure"] });

	composition.observe(event("A", { a: 1, conclusion: "success" }), undefined, 1);
	const outcome = composition.observe(event("F", { a: 1, conclusion: "failure" }), undefined, 2);

	assert.equal(outcome?.kind === "matched" && outcome.verdict, "success");
});
