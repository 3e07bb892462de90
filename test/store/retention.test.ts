import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { lowestEventIdAt } from "../../src/event/event-id.js";
import type { RetentionPolicy, Store } from "../../src/store/store.js";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const NOW_MS = 1_767_225_600_000;
const HOUR_MS = 3_600_000;
const ANY_PAGE = { limit: 10, maxBytes: 1_000 };

test("retention by rows keeps the newest", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 100));

	assert.equal(prune(store, { maxRows: 30 }), 70);

	assert.equal(store.statistics().rows, 30);
	assert.equal(store.statistics().oldestEventId, eventIdOf(71));
});

test("retention by age keeps what is younger", async (t) => {
	const { store } = await openScratchStore(t);
	const ids = [3, 2, 1].map((hours) => lowestEventIdAt(NOW_MS - hours * HOUR_MS));
	store.append(ids.map((eventId, index) => eventRow(index, { eventId })));

	assert.equal(prune(store, { maxAgeMs: 1.5 * HOUR_MS }), 2);

	assert.equal(store.statistics().oldestEventId, ids[2]);
});

test("retention by size keeps the file bounded while events go on coming", async (t) => {
	const { path, store } = await openScratchStore(t);
	const maxBytes = 4 * 1024 * 1024;

	for (let n = 1; n <= 60_000; n += 1_000) {
		store.append(eventRows(n, n + 999, () => ({ text: "x".repeat(400) })));
		prune(store, { maxBytes });
	}

	store.checkpoint();
	const { rows, newestEventId } = store.statistics();
	assert.ok(statSync(path).size < 2 * maxBytes, `${statSync(path).size} bytes`);
	assert.ok(rows > 3_000, `${rows} rows`);
	assert.equal(newestEventId, eventIdOf(60_000));
});

test("a policy without limits removes nothing", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 10));

	assert.deepEqual(store.prune({}, NOW_MS, { maxRows: 100 }), { removed: 0, isDone: true });
});

test("one call removes no more than its budget and says whether it is done", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 100));

	const results = [1, 2, 3].map(() => store.prune({ maxRows: 10 }, NOW_MS, { maxRows: 40 }));

	assert.deepEqual(results, [
		{ removed: 40, isDone: false },
		{ removed: 40, isDone: false },
		{ removed: 10, isDone: true },
	]);
});

test("the newest event that was removed is remembered, so that a gap can be announced", async (t) => {
	const scratch = await openScratchStore(t);
	scratch.store.append(eventRows(1, 100));
	prune(scratch.store, { maxRows: 40 });
	prune(scratch.store, { maxRows: 10 });
	const expected = { seq: 90, eventId: eventIdOf(90) };

	assert.deepEqual(scratch.store.prunedThrough(), expected);
	const store = await scratch.reopen();
	assert.deepEqual(store.prunedThrough(), expected);
	assert.equal(store.seqAtOrBefore(eventIdOf(50)), 0);
	assert.equal(store.readAfter({ afterSeq: 0, ...ANY_PAGE }).events[0]?.seq, 91);
});

test("a log that was emptied keeps its head, and numbers are never used again", async (t) => {
	const scratch = await openScratchStore(t);
	scratch.store.append(eventRows(1, 20));
	prune(scratch.store, { maxRows: 0 });
	const head = { seq: 20, eventId: eventIdOf(20) };

	assert.deepEqual(scratch.store.head(), head);
	const store = await scratch.reopen();
	assert.deepEqual(store.head(), head);
	assert.throws(() => store.append([eventRow(20)]), TypeError);
	assert.deepEqual(store.append([eventRow(21)]), [{ outcome: "committed", seq: 21, eventId: eventIdOf(21) }]);
	assert.deepEqual(
		store.readAfter({ afterSeq: 20, ...ANY_PAGE }).events.map(({ seq }) => seq),
		[21],
	);
});

test("a delivery that retention removed is new again", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(1, { deliveryId: "same" }), eventRow(2)]);
	prune(store, { maxRows: 1 });

	const [result] = store.append([eventRow(3, { deliveryId: "same" })]);

	assert.equal(result?.outcome, "committed");
});

test("removing most of the log gives the space back to the file system", async (t) => {
	const { path, store } = await openScratchStore(t);
	for (let n = 1; n <= 40_000; n += 1_000) {
		store.append(eventRows(n, n + 999, () => ({ text: "x".repeat(400) })));
	}
	store.checkpoint();
	const before = statSync(path).size;

	prune(store, { maxRows: 400 });

	store.checkpoint();
	assert.ok(statSync(path).size < before / 3, `${before} bytes before, ${statSync(path).size} after`);
});

/** Slices until nothing is left to do. */
function prune(store: Store, policy: RetentionPolicy): number {
	let total = 0;
	for (;;) {
		const { removed, isDone } = store.prune(policy, NOW_MS, { maxRows: 500 });
		total += removed;
		if (isDone) return total;
	}
}
