import assert from "node:assert/strict";
import { test } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import { numbered, openBus, settledStatus } from "../support/open-bus.js";
import { takeNumbers } from "../support/take-numbers.js";

test("an emitted event is read back as it was, to the nanosecond, with its payload", async (t) => {
	const bus = await openBus(t);
	const emitted = {
		...numbered(1),
		delivery_id: "d-1",
		received_at: 1_767_225_600_123_456_789n,
		payload: { big: ["x"] },
	};

	const { event_id, outcome } = await bus.emit(emitted);
	const { event, payload } = await bus.get(event_id);

	assert.equal(outcome, "committed");
	assert.deepEqual(
		[event.event_id, event.delivery_id, event.received_at],
		[event_id, "d-1", 1_767_225_600_123_456_789n],
	);
	assert.deepEqual(payload, { big: ["x"] });
	assert.deepEqual(await bus.emit(emitted), { event_id, outcome: "duplicate" });
	assert.equal((await bus.get((await bus.emit(numbered(2))).event_id)).payload, null);
});

test("one connection carries calls, waits and streams at the same time", async (t) => {
	const bus = await openBus(t);
	const streams = [bus.subscribe({ source: "test" }), bus.subscribe()];
	const waits = [
		bus.waitFor({ match: "n=1" }),
		bus.waitFor({ match: "n=2" }),
		bus.wait({ allOf: ["n=1", "n=2"] }),
	];
	await Promise.all(streams.map(({ started }) => started));

	const before = await settledStatus(bus);
	await Promise.all([bus.emit(numbered(1)), bus.emit(numbered(2)), bus.query()]);
	await Promise.all(waits);
	const numbers = await Promise.all(streams.map((stream) => takeNumbers(stream, 2)));

	assert.deepEqual([before.connections, before.waits, before.subscriptions], [1, 3, 5]);
	assert.deepEqual(
		numbers.map((each) => each.toSorted()),
		[
			[1, 2],
			[1, 2],
		],
	);
	assert.equal((await settledStatus(bus)).waits, 0);
});

test("a wait that ran out of time names what never came", async (t) => {
	const bus = await openBus(t);
	let text = "";

	const timedOut = bus.wait(
		{ allOf: ["test:n=1", "test:n=2"] },
		{
			timeoutMs: 300,
			onArmed: (_, said) => {
				text = said;
				void bus.emit(numbered(1));
			},
		},
	);

	await assert.rejects(timedOut, {
		code: "WAIT_TIMED_OUT",
		message: "Timed out after 300 ms: nothing matched test:n=2",
	});
	assert.equal(text, "all of test:n=1, test:n=2");
});

test("the verdict of a wait follows the conclusion, unless that was asked for by name", async (t) => {
	const bus = await openBus(t);
	await bus.emit({ source: "ci", event_type: "run", fields: { conclusion: "failure" } });

	const verdicts = await Promise.all([
		bus.wait({ source: "ci", since: "start" }),
		bus.wait({ match: "conclusion=failure", since: "start" }),
		bus.wait({ source: "docker", since: "start", unless: ["ci"] }),
		bus.wait({ source: "never", absentMs: 1 }),
	]);

	assert.deepEqual(
		verdicts.map(({ reason, verdict, events }) => [reason, verdict, events.length]),
		[
			["matched", "failure", 1],
			["matched", "none", 1],
			["unless", "failure", 1],
			["absent", "none", 0],
		],
	);
});

for (const [what, call, wanted] of [
	[
		"a matcher without an operator",
		(bus) => bus.waitFor({ match: "nonsense" }),
		{ code: "MATCHER_INVALID", message: /nonsense/, hint: /KEY=VALUE/ },
	],
	[
		"a stream with a bad matcher",
		(bus) => bus.subscribe({ match: "nonsense" }).next(),
		{ code: "MATCHER_INVALID" },
	],
	[
		"a wait for nothing",
		(bus) => bus.wait({}),
		{ code: "REQUEST_INVALID", message: "Cannot wait: nothing is named to wait for" },
	],
	[
		"a wait of two kinds",
		(bus) => bus.wait({ allOf: ["a=1"], sequence: ["a=1"] }),
		{ code: "REQUEST_INVALID", message: /exclude each other/ },
	],
	[
		"a look-back that is no time",
		(bus) => bus.wait({ source: "ci", since: "yesterday" }),
		{ code: "USAGE", message: /Cannot read since "yesterday"/ },
	],
	[
		"a look-back that is no duration",
		(bus) => bus.wait({ source: "ci", since: "10x" }),
		{ code: "USAGE", message: /since "10x"/ },
	],
	[
		"a bad event",
		(bus) => bus.emit({ source: "Bad", event_type: "x" }),
		{ code: "EVENT_INVALID", message: /^Cannot emit event: source is "Bad"/ },
	],
	[
		"a batch with a bad event",
		(bus) => bus.emitBatch([numbered(1), { source: "", event_type: "x" }]),
		{ code: "EVENT_INVALID", message: /^Cannot emit event 2: source/ },
	],
	[
		"a batch of 10,001",
		(bus) => bus.emitBatch(Array.from({ length: 10_001 }, (_, n) => numbered(n))),
		{ code: "EVENT_INVALID", message: "Cannot emit 10001 events at once: 10000 are allowed" },
	],
	[
		"an event that is not there",
		(bus) => bus.get("01J0000000000000000000000A"),
		{ code: "EVENT_NOT_FOUND", hint: /waitbus tail/ },
	],
] satisfies [string, (bus: BusClient) => Promise<unknown>, object][]) {
	test(`${what} is refused with its code, nothing is stored, and the client goes on`, async (t) => {
		const bus = await openBus(t);

		await assert.rejects(call(bus), { name: "BusError", ...wanted });

		assert.equal((await bus.status()).events, 0);
	});
}

test("nothing is sent for an empty batch", async (t) => {
	assert.deepEqual(await (await openBus(t)).emitBatch([]), []);
});
