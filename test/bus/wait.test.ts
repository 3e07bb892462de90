import assert from "node:assert/strict";
import { test } from "node:test";
import { Wait, type WaitEnd } from "../../src/bus/wait.js";
import type { EventDraft } from "../../src/event/event.js";
import type { Since } from "../../src/event/since.js";
import { compileWaitSpec, type WaitSpec } from "../../src/event/wait-spec.js";
import { openScratchBus, type ScratchBus, turns } from "./scratch-bus.js";

interface Observed {
	readonly wait: Wait;
	readonly ends: readonly WaitEnd[];
	readonly gaps: readonly string[];
}

async function startWait(
	{ bus, clock }: ScratchBus,
	spec: WaitSpec,
	since: Since = { from: "now" },
): Promise<Observed> {
	const ends: WaitEnd[] = [];
	const gaps: string[] = [];
	const wait = new Wait({
		bus,
		clock,
		spec: await compileWaitSpec(spec),
		since,
		onEnd: (end) => ends.push(end),
		onGap: (id) => gaps.push(id),
	});
	return { wait, ends, gaps };
}

const CONCLUSION_OF: Readonly<Record<string, string>> = { "!": "failure", "+": "success" };

/** `a` is an event with fields.name a; `a!` one that failed, `a+` one that succeeded. */
function draft(word: string): Partial<EventDraft> {
	const conclusion = CONCLUSION_OF[word.at(-1) ?? ""];
	return {
		fields: { name: word.replace(/[!+]$/, ""), ...(conclusion === undefined ? {} : { conclusion }) },
		payload: { name: word },
	};
}

function told({ ends }: Observed): readonly unknown[] {
	return ends.map(({ reason, verdict, events }) => [
		reason,
		verdict,
		events.map(({ fields }) => fields["name"]).join(" "),
	]);
}

const one = (name: string): WaitSpec => ({ mode: "first", selection: { match: [`name=${name}`] } });

for (const [what, spec, words, end] of [
	["the first match", one("b"), "a c b", ["matched", "none", "b"]],
	["the first match, which failed", one("b"), "b!", ["matched", "failure", "b"]],
	["the first match, which succeeded", one("b"), "b+", ["matched", "success", "b"]],
	[
		"a failure by its name: it happened",
		{ mode: "first", selection: { match: ["conclusion=failure"] } },
		"a+ b!",
		["matched", "none", "b"],
	],
	[
		"a payload, whose event failed",
		{ mode: "first", selection: { match: ["payload.name=b!"] } },
		"a b!",
		["matched", "failure", "b"],
	],
	[
		"all of two",
		{ mode: "all_of", clauses: ["test:name=a", "test:name=b"] },
		"b c a",
		["matched", "none", "b a"],
	],
	[
		"all of two, one of which failed",
		{ mode: "all_of", clauses: ["name=a", "name=b"] },
		"b! c a+",
		["matched", "failure", "b a"],
	],
	[
		"all of two by payload, one of which failed",
		{ mode: "all_of", clauses: ["payload.name=a+", "payload.name=b!"] },
		"b! a+",
		["matched", "failure", "b a"],
	],
	[
		"all of two, one asked by its conclusion",
		{ mode: "all_of", clauses: ["name=a", "conclusion=failure"] },
		"b! a+",
		["matched", "success", "b a"],
	],
	["the first of two", { mode: "first_of", clauses: ["name=a", "name=b"] }, "c b", ["matched", "none", "b"]],
	["a sequence", { mode: "sequence", clauses: ["name=a", "name=b"] }, "b a c b", ["matched", "none", "a b"]],
	[
		"a count",
		{ mode: "count", selection: { match: ["name=a"] }, count: 3 },
		"a b a a",
		["matched", "none", "a a a"],
	],
	["an unless clause", { ...one("a"), unless: ["name=x"] }, "b x", ["unless", "failure", "x"]],
	["an unless clause that succeeded", { ...one("a"), unless: ["name=x"] }, "x+", ["unless", "failure", "x"]],
	[
		"an absence that an unless clause ends",
		{ mode: "absence", selection: { match: ["name=a"] }, forMs: 100, unless: ["name=x"] },
		"x",
		["unless", "failure", "x"],
	],
] satisfies [string, WaitSpec, string, unknown[]][]) {
	test(`a wait ends with ${what}`, async (t) => {
		const scratch = await openScratchBus(t);
		const observed = await startWait(scratch, spec);
		const [last = "", ...before] = words.split(" ").reverse();

		await scratch.publish(...before.reverse().map(draft));
		assert.deepEqual(told(observed), []);
		await scratch.publish(draft(last));

		assert.deepEqual(told(observed), [end]);
		assert.deepEqual([scratch.bus.subscriptionCount, scratch.clock.pendingTimers], [0, 0]);
	});
}

test("a wait ends once, however much of one commit would end it", async (t) => {
	const scratch = await openScratchBus(t);
	const observed = await startWait(scratch, { ...one("a"), unless: ["name=x"] });

	await scratch.publish(draft("a"), draft("a"), draft("x"));

	assert.deepEqual(told(observed), [["matched", "none", "a"]]);
});

test("an absence ends after its time without a match, and each match begins it anew", async (t) => {
	const scratch = await openScratchBus(t);
	const observed = await startWait(scratch, {
		mode: "absence",
		selection: { match: ["name=beat"] },
		forMs: 1_000,
	});

	scratch.clock.advance(900);
	await scratch.publish(draft("beat"));
	scratch.clock.advance(900);
	await scratch.publish(draft("other"));
	scratch.clock.advance(99);
	assert.deepEqual(told(observed), []);
	scratch.clock.advance(1);

	assert.deepEqual(told(observed), [["absent", "none", ""]]);
	assert.equal(scratch.clock.pendingTimers, 0);
});

test("only an absence sets a timer", async (t) => {
	const scratch = await openScratchBus(t);
	await startWait(scratch, { mode: "count", selection: { match: ["name=a"] }, count: 2, withinMs: 1_000 });
	await startWait(scratch, { mode: "sequence", clauses: ["name=a", "name=b"], unless: ["name=x"] });

	await scratch.publish(draft("a"));

	assert.equal(scratch.clock.pendingTimers, 0);
});

for (const stepMs of [-3_600_000, 3_600_000]) {
	test(`setting the system's clock ${stepMs < 0 ? "back" : "ahead"} by an hour neither ends nor prolongs an absence`, async (t) => {
		const scratch = await openScratchBus(t);
		await scratch.publish(draft("before"));
		const observed = await startWait(scratch, {
			mode: "absence",
			selection: { match: ["name=beat"] },
			forMs: 1_000,
		});

		scratch.clock.advance(400);
		scratch.clock.stepWall(stepMs);
		await scratch.publish(draft("beat"));
		scratch.clock.advance(999);
		await scratch.publish(draft("other"));
		assert.deepEqual(told(observed), []);
		scratch.clock.advance(1);

		assert.deepEqual(told(observed), [["absent", "none", ""]]);
	});
}

test("an absence that begins after the clock was set back is not ended by the next event", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(draft("before"));
	scratch.clock.stepWall(-3_600_000);
	const observed = await startWait(scratch, {
		mode: "absence",
		selection: { match: ["name=beat"] },
		forMs: 1_000,
	});

	scratch.clock.advance(500);
	await scratch.publish(draft("beat"));

	assert.deepEqual(told(observed), []);
	assert.equal(scratch.clock.pendingTimers, 1);
});

test("a count within a time wants its matches close together", async (t) => {
	const scratch = await openScratchBus(t);
	const observed = await startWait(scratch, {
		mode: "count",
		selection: { match: ["name=a"] },
		count: 3,
		withinMs: 1_000,
	});

	for (const delayMs of [0, 600, 600, 300]) {
		assert.deepEqual(told(observed), []);
		scratch.clock.advance(delayMs);
		await scratch.publish(draft("a"));
	}

	assert.deepEqual(told(observed), [["matched", "none", "a a a"]]);
});

test("a wait that looks back is answered by what the log holds, but not before it was made", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(draft("a"), draft("b!"));

	const observed = await startWait(scratch, one("b"), { from: "start" });
	assert.deepEqual(told(observed), []);
	await turns(2);

	assert.deepEqual(told(observed), [["matched", "failure", "b"]]);
});

test("what is replayed and what happens meanwhile make one sequence", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(...Array.from({ length: 700 }, () => draft("x")), draft("a"));
	const observed = await startWait(
		scratch,
		{ mode: "sequence", clauses: ["name=a", "name=b"] },
		{ from: "start" },
	);

	await scratch.publish(draft("b"));
	await turns(5);

	assert.deepEqual(told(observed), [["matched", "none", "a b"]]);
});

test("a silence that the log already holds ends an absence at once", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(draft("beat"));
	scratch.clock.advance(5_000);
	await scratch.publish(draft("other"));

	const observed = await startWait(
		scratch,
		{ mode: "absence", selection: { match: ["name=beat"] }, forMs: 1_000 },
		{ from: "start" },
	);
	await turns(3);
	scratch.clock.advance(1);

	assert.deepEqual(told(observed), [["absent", "none", ""]]);
});

test("an absence since a time counts from then", async (t) => {
	const scratch = await openScratchBus(t);
	const timeMs = scratch.clock.nowMs() - 900;
	const observed = await startWait(
		scratch,
		{ mode: "absence", selection: { match: ["name=beat"] }, forMs: 1_000 },
		{ from: "time", timeMs },
	);

	scratch.clock.advance(99);
	assert.deepEqual(told(observed), []);
	scratch.clock.advance(1);

	assert.deepEqual(told(observed), [["absent", "none", ""]]);
});

test("the state of a wait tells which clause has seen what", async (t) => {
	const scratch = await openScratchBus(t);
	const { wait } = await startWait(scratch, { mode: "all_of", clauses: ["test:name=a", "name=b"] });

	const [result] = (await scratch.publish(draft("a"))) as readonly { event_id: string }[];

	assert.deepEqual(wait.state(), [
		{ text: "test:name=a", matchedEventId: result?.event_id, matches: 1 },
		{ text: "name=b", matchedEventId: undefined, matches: 0 },
	]);
});

test("a closed wait never ends, and leaves no timer and no subscription behind", async (t) => {
	const scratch = await openScratchBus(t);
	const absence = await startWait(scratch, {
		mode: "absence",
		selection: { match: ["name=a"] },
		forMs: 1_000,
	});
	const first = await startWait(scratch, one("a"));

	absence.wait.close();
	first.wait.close();
	scratch.clock.advance(5_000);
	await scratch.publish(draft("a"));

	assert.deepEqual([told(absence), told(first)], [[], []]);
	assert.deepEqual([scratch.bus.subscriptionCount, scratch.clock.pendingTimers], [0, 0]);
});

test("a wait is told when retention removed events that it wanted to see", async (t) => {
	const scratch = await openScratchBus(t);
	const results = (await scratch.publish(draft("a"), draft("b"), draft("c"))) as readonly {
		event_id: string;
	}[];
	scratch.store.prune({ maxRows: 1 }, scratch.clock.nowMs(), { maxRows: 10 });

	const observed = await startWait(scratch, one("c"), {
		from: "event",
		eventId: "00000000000000000000000000",
	});
	await turns(2);

	assert.deepEqual(observed.gaps, [results[1]?.event_id]);
	assert.deepEqual(told(observed), [["matched", "none", "c"]]);
});
