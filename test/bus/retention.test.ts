import assert from "node:assert/strict";
import { test } from "node:test";
import type { RetentionPolicy } from "../../src/store/store.js";
import { openScratchStore } from "../store/scratch-store.js";
import { openScratchBus, startBus, turns } from "./scratch-bus.js";

test("a busy log is kept within its rows, a slice a turn, so that nobody waits for the removal", async (t) => {
	const { store, publishNumbers } = await openScratchBus(t, { policy: () => ({ maxRows: 100 }) });

	await publishNumbers(1, 1_600);
	const rows = [store.statistics().rows];
	for (let turn = 0; turn < 4; turn += 1) {
		await turns(1);
		rows.push(store.statistics().rows);
	}

	assert.equal(rows[0], 1_600);
	assert.equal(rows.at(-1), 100);
	const removals = rows.slice(1).map((left, turn) => (rows[turn] ?? 0) - left);
	assert.ok(
		removals.every((removed) => removed <= 500),
		String(removals),
	);
});

test("a daemon that starts removes what grew too old while none ran", async (t) => {
	const { store } = await openScratchStore(t);
	const policy: RetentionPolicy = { maxAgeMs: 60_000 };
	const before = startBus(store, () => policy);
	await before.publishNumbers(1, 3);
	before.clock.advance(61_000);
	before.bus.close();

	const after = startBus(store, () => policy, before.clock);
	await turns(3);
	after.bus.close();

	assert.equal(store.statistics().rows, 0);
});

test("a log that takes few events is looked at once a minute, and an idle one never", async (t) => {
	let looks = 0;
	const { clock, publishNumbers } = await openScratchBus(t, {
		policy: () => {
			looks += 1;
			return { maxRows: 1_000_000 };
		},
	});
	looks = 0;

	await publishNumbers(1, 1);
	await turns(3);
	assert.equal(looks, 0);
	clock.advance(59_999);
	await publishNumbers(2, 2);
	await turns(3);
	assert.equal(looks, 0);
	clock.advance(3_600_000);
	await turns(3);
	assert.deepEqual([looks, clock.pendingTimers], [0, 0]);
	await publishNumbers(3, 3);
	await turns(3);
	assert.equal(looks, 1);
});

test("a removal that fails is logged and tried again with the next check", async (t) => {
	let isFailing = true;
	const { store, logged, publishNumbers } = await openScratchBus(t, {
		policy: () => {
			if (isFailing) throw new Error("no");
			return { maxRows: 10 };
		},
	});
	await publishNumbers(1, 1_000);
	await turns(3);
	assert.ok(logged.some((line) => line.includes('"retention failed"')));

	isFailing = false;
	await publishNumbers(1_001, 2_000);
	await turns(6);

	assert.equal(store.statistics().rows, 10);
});

test("a closed bus removes nothing more", async (t) => {
	const { bus, store, publishNumbers } = await openScratchBus(t, { policy: () => ({ maxRows: 10 }) });

	await publishNumbers(1, 1_200);
	bus.close();
	await turns(5);

	assert.equal(store.statistics().rows, 1_200);
});
