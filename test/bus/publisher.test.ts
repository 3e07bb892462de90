import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError } from "../../src/errors.js";
import { parseDraft } from "../../src/event/draft.js";
import { timeOfEventId } from "../../src/event/event-id.js";
import type { PublishOutcome } from "../../src/bus/publisher.js";
import type { Store } from "../../src/store/store.js";
import { openScratchStore } from "../store/scratch-store.js";
import { numbers, openScratchBus, publishOn, RecordingSink, startBus, turns } from "./scratch-bus.js";

/** The store, but `append` is this. */
function withAppend(
	store: Store,
	append: (original: Store, ...args: Parameters<Store["append"]>) => ReturnType<Store["append"]>,
): Store {
	return new Proxy(store, {
		get(target, key) {
			if (key === "append") return (rows: Parameters<Store["append"]>[0]) => append(target, rows);
			const value: unknown = Reflect.get(target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

function idsOf(outcome: PublishOutcome): readonly string[] {
	assert.ok(!(outcome instanceof BusError), String(outcome));
	return outcome.map(({ event_id }) => event_id);
}

test("an event is committed before it is acknowledged, and acknowledged before it is delivered", async (t) => {
	const { bus, store } = await openScratchBus(t);
	const steps: string[] = [];
	const sink = new RecordingSink();
	sink.onDeliver = (n) => steps.push(`deliver ${n}`);
	bus.subscribe([], { from: "now" }, sink);

	for (const n of [1, 2]) {
		bus.publish([parseDraft({ source: "test", event_type: "numbered", fields: { n } })], (outcome) => {
			const isStored = idsOf(outcome).every((id) => store.findByEventId(id) !== undefined);
			steps.push(`acknowledge ${n}, ${isStored ? "stored" : "not stored"}`);
		});
	}
	await turns(1);

	assert.deepEqual(steps, ["acknowledge 1, stored", "acknowledge 2, stored", "deliver 1", "deliver 2"]);
});

test("emitters of one turn share one transaction and get their own answers", async (t) => {
	const transactions: number[] = [];
	const { bus } = await openScratchBus(t, {
		wrapStore: (store) =>
			withAppend(store, (original, rows) => {
				transactions.push(rows.length);
				return original.append(rows);
			}),
	});

	const outcomes = await Promise.all([
		publishOn(bus, [{ fields: { n: 1 } }]),
		publishOn(bus, [{ fields: { n: 2 } }, { fields: { n: 3 } }]),
		publishOn(bus, [{ delivery_id: "own" }]),
	]);

	assert.deepEqual(transactions, [4]);
	assert.deepEqual(
		outcomes.map((outcome) => idsOf(outcome).length),
		[1, 2, 1],
	);
	const ids = outcomes.flatMap(idsOf);
	assert.deepEqual(ids, [...new Set(ids)].sort());
});

test("a delivery id that is known stores nothing and returns the first event, which is delivered once", async (t) => {
	const { bus, publish } = await openScratchBus(t);
	const sink = new RecordingSink();
	bus.subscribe([], { from: "now" }, sink);

	const draft = (n: number) => ({ delivery_id: "same", fields: { n } });
	const twiceInOneBatch = await publish(draft(1), draft(2));
	const twoInOneTurn = await Promise.all([publish(draft(3)), publish(draft(4))]);

	const [first] = idsOf(twiceInOneBatch);
	assert.deepEqual(twiceInOneBatch, [
		{ event_id: first, outcome: "committed" },
		{ event_id: first, outcome: "duplicate" },
	]);
	for (const outcome of twoInOneTurn) assert.deepEqual(outcome, [{ event_id: first, outcome: "duplicate" }]);
	assert.deepEqual(sink.numbers, [1]);
});

test("a failing commit refuses every emitter of it, tells no subscriber, and the bus lives on", async (t) => {
	let isFailing = false;
	const full = new BusError("STORE_FULL", "Cannot store events: the disk is full");
	const { bus, store, publish } = await openScratchBus(t, {
		wrapStore: (real) =>
			withAppend(real, (original, rows) => {
				if (isFailing) throw full;
				return original.append(rows);
			}),
	});
	const sink = new RecordingSink();
	bus.subscribe([], { from: "now" }, sink);

	await publish({ fields: { n: 1 } });
	isFailing = true;
	const refused = await Promise.all([
		publish({ fields: { n: 2 } }),
		publish({ fields: { n: 3 } }, { fields: { n: 4 } }),
	]);
	isFailing = false;
	const after = await publish({ fields: { n: 5 } });

	assert.deepEqual(refused, [full, full]);
	assert.deepEqual(sink.numbers, [1, 5]);
	assert.deepEqual(idsOf(after), [store.head()?.eventId]);
	assert.equal(store.head()?.seq, 2);
});

test("a failure that is not the store's own word is reported with its cause", async (t) => {
	const cause = new TypeError("out of order");
	const { publish } = await openScratchBus(t, {
		wrapStore: (real) =>
			withAppend(real, () => {
				throw cause;
			}),
	});

	const outcome = await publish({});

	assert.ok(outcome instanceof BusError);
	assert.deepEqual(
		[outcome.code, outcome.message, outcome.cause],
		["STORE_FAILED", "Cannot store events", cause],
	);
});

test("a flood is committed in several turns, in the order it came", async (t) => {
	const transactions: number[] = [];
	const { bus } = await openScratchBus(t, {
		wrapStore: (store) =>
			withAppend(store, (original, rows) => {
				transactions.push(rows.length);
				return original.append(rows);
			}),
	});
	const sink = new RecordingSink();
	bus.subscribe([], { from: "now" }, sink);

	await Promise.all(
		[0, 1, 2, 3, 4].map((batch) =>
			publishOn(
				bus,
				numbers(batch * 2_000 + 1, batch * 2_000 + 2_000).map((n) => ({ fields: { n } })),
			),
		),
	);

	assert.deepEqual(transactions, [6_000, 4_000]);
	assert.deepEqual(sink.numbers, numbers(1, 10_000));
});

test("what is queued when the bus closes is committed and answered", async (t) => {
	const { bus, store, publish } = await openScratchBus(t);

	const answer = publish({ delivery_id: "last" });
	bus.close();

	assert.notEqual(store.findByDeliveryId("last"), undefined);
	assert.equal(idsOf(await answer).length, 1);
});

test("after a restart ids go on growing, although the clock was set back", async (t) => {
	const { store } = await openScratchStore(t);
	const before = startBus(store);
	const [first = ""] = idsOf(await before.publish({}));
	before.bus.close();

	const after = startBus(store);
	after.clock.stepWall(-3_600_000);
	const [second = ""] = idsOf(await after.publish({}));
	after.bus.close();

	assert.ok(second > first);
	assert.equal(timeOfEventId(second), timeOfEventId(first));
});

test("after a restart ids go on growing, although retention removed every event", async (t) => {
	const { store } = await openScratchStore(t);
	const before = startBus(store);
	const [first = ""] = idsOf(await before.publish({}));
	before.bus.close();
	assert.equal(store.prune({ maxRows: 0 }, before.clock.nowMs(), { maxRows: 10 }).removed, 1);

	const after = startBus(store);
	after.clock.stepWall(-3_600_000);
	const [second = ""] = idsOf(await after.publish({}));
	after.bus.close();
	await turns(1);

	assert.ok(second > first);
});

test("the time of an event is the emitter's when it gives one, else the moment of the commit", async (t) => {
	const { bus, clock, publish } = await openScratchBus(t);
	const times: bigint[] = [];
	bus.subscribe(
		[],
		{ from: "now" },
		{
			isFull: () => false,
			deliver: ({ event }) => times.push(event.received_at),
			gap: () => undefined,
			caughtUp: () => undefined,
		},
	);

	await publish({ received_at: 1_500_000_000_123_456_789n }, {});

	assert.deepEqual(times, [1_500_000_000_123_456_789n, clock.nowNs()]);
});

test("an index of the log finds what was published by commit, run, recipient and correlation", async (t) => {
	const { store, publish } = await openScratchBus(t);

	await publish({
		fields: { head_sha: "ABCDEF0123456789", run_id: 42, msg_to: "ann", msg_correlation_id: "c-1" },
	});

	for (const [column, value] of [
		["head_sha", "abcdef0"],
		["run_id", "42"],
		["msg_to", "ann"],
		["msg_correlation_id", "c-1"],
		["source", "test"],
		["event_type", "numbered"],
	] as const) {
		const page = store.readAfter({
			afterSeq: 0,
			limit: 10,
			maxBytes: 1e6,
			pivot: { column, values: [value] },
		});
		assert.equal(page.events.length, 1, column);
	}
});
