import assert from "node:assert/strict";
import { test } from "node:test";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

test("an event is found by its id and by its delivery id", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(1), eventRow(2, { deliveryId: "docker:die", text: '{"è":"日本"}' })]);
	const expected = { seq: 2, eventId: eventIdOf(2), text: '{"è":"日本"}' };

	assert.deepEqual(store.findByEventId(eventIdOf(2)), expected);
	assert.deepEqual(store.findByDeliveryId("docker:die"), expected);
	assert.equal(store.findByEventId(eventIdOf(3)), undefined);
	assert.equal(store.findByDeliveryId("docker:start"), undefined);
});

test("a payload is read by seq, and an event without one has none", async (t) => {
	const { store } = await openScratchStore(t);
	const payload = JSON.stringify({ body: "x".repeat(1_000_000) });

	store.append([eventRow(1, { payload }), eventRow(2)]);

	assert.equal(store.readPayload(1), payload);
	assert.equal(store.readPayload(2), undefined);
	assert.equal(store.readPayload(3), undefined);
});

test("an id is turned into a cursor also when no event has it", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(10), eventRow(20), eventRow(30)]);

	assert.equal(store.seqAtOrBefore(eventIdOf(9)), 0);
	assert.equal(store.seqAtOrBefore(eventIdOf(10)), 1);
	assert.equal(store.seqAtOrBefore(eventIdOf(25)), 2);
	assert.equal(store.seqAtOrBefore(eventIdOf(31)), 3);
});

test("an empty log has no head, no sources and nothing after any cursor", async (t) => {
	const { store } = await openScratchStore(t);

	assert.equal(store.head(), undefined);
	assert.equal(store.prunedThrough(), undefined);
	assert.deepEqual(store.knownSources(), []);
	assert.equal(store.newestOf("docker"), undefined);
	assert.equal(store.seqAtOrBefore(eventIdOf(1)), 0);
	assert.deepEqual(store.readAfter({ afterSeq: 0, limit: 10, maxBytes: 1_000 }), {
		events: [],
		nextSeq: 0,
		isEnd: true,
	});
});

test("the sources that were heard are listed once each", async (t) => {
	const { store } = await openScratchStore(t);
	const sources = ["github", "docker", "fs", "docker", "docker"];
	store.append(eventRows(0, 4, (n) => ({ source: sources[n] ?? "" })));

	assert.deepEqual(store.knownSources(), ["docker", "fs", "github"]);
	assert.deepEqual(
		["fs", "docker", "pytest"].map((source) => store.newestOf(source)),
		[eventIdOf(2), eventIdOf(4), undefined],
	);
});

test("statistics count what is stored", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 7, (n) => ({ source: n === 4 ? "github" : "docker" })));

	const { bytes, ...counts } = store.statistics();

	assert.deepEqual(counts, {
		rows: 7,
		durability: "normal",
		oldestEventId: eventIdOf(1),
		newestEventId: eventIdOf(7),
		bySource: { docker: 6, github: 1 },
	});
	assert.ok(bytes > 4_096, `${bytes} bytes`);
});
