import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError } from "../../src/errors.js";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

test("events are numbered in the order they are appended", async (t) => {
	const { store } = await openScratchStore(t);

	const results = [...store.append([eventRow(1), eventRow(2)]), ...store.append([eventRow(3)])];

	assert.deepEqual(results, [
		{ outcome: "committed", seq: 1, eventId: eventIdOf(1) },
		{ outcome: "committed", seq: 2, eventId: eventIdOf(2) },
		{ outcome: "committed", seq: 3, eventId: eventIdOf(3) },
	]);
	assert.deepEqual(store.head(), { seq: 3, eventId: eventIdOf(3) });
});

test("a delivery that is repeated returns the first event and stores nothing", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(1, { deliveryId: "same", text: '"first"' })]);

	const results = store.append([eventRow(2, { deliveryId: "same", text: '"second"' })]);

	assert.deepEqual(results, [{ outcome: "duplicate", seq: 1, eventId: eventIdOf(1) }]);
	assert.equal(store.findByDeliveryId("same")?.text, '"first"');
	assert.equal(store.statistics().rows, 1);
	assert.deepEqual(store.head(), { seq: 1, eventId: eventIdOf(1) });
});

test("a delivery that is repeated within one batch returns the first event of the batch", async (t) => {
	const { store } = await openScratchStore(t);

	const results = store.append([
		eventRow(1, { deliveryId: "same" }),
		eventRow(2, { deliveryId: "same" }),
		eventRow(3, { deliveryId: "other" }),
	]);

	assert.deepEqual(results, [
		{ outcome: "committed", seq: 1, eventId: eventIdOf(1) },
		{ outcome: "duplicate", seq: 1, eventId: eventIdOf(1) },
		{ outcome: "committed", seq: 2, eventId: eventIdOf(3) },
	]);
});

test("a delivery is known as a duplicate after the store was closed and opened", async (t) => {
	const scratch = await openScratchStore(t);
	scratch.store.append([eventRow(1, { deliveryId: "same" })]);

	const store = await scratch.reopen();

	assert.deepEqual(store.head(), { seq: 1, eventId: eventIdOf(1) });
	assert.deepEqual(store.append([eventRow(2, { deliveryId: "same" })]), [
		{ outcome: "duplicate", seq: 1, eventId: eventIdOf(1) },
	]);
});

test("a row that a constraint refuses fails with the constraint's name, and the others are stored", async (t) => {
	const { store } = await openScratchStore(t);
	const withoutSource = { ...eventRow(2), source: null as unknown as string };

	const results = store.append([eventRow(1), withoutSource, eventRow(3)]);

	const failed = results[1];
	assert.ok(failed?.outcome === "failed" && failed.error instanceof BusError);
	assert.equal(failed.error.code, "STORE_FAILED");
	assert.equal(
		failed.error.message,
		`Cannot store event "${eventIdOf(2)}": NOT NULL constraint failed: events.source`,
	);
	assert.deepEqual(
		[results[0], results[2]],
		[
			{ outcome: "committed", seq: 1, eventId: eventIdOf(1) },
			{ outcome: "committed", seq: 2, eventId: eventIdOf(3) },
		],
	);
});

test("a row that a trigger refuses is a failure and no duplicate", async (t) => {
	const { store, connect } = await openScratchStore(t);
	(await connect()).exec(`
		CREATE TRIGGER refuse_github
		BEFORE INSERT ON events
		WHEN NEW.source = 'github'
		BEGIN
			SELECT RAISE(ABORT, 'no room for github');
		END`);

	const [refused, stored] = store.append([eventRow(1, { source: "github" }), eventRow(2)]);

	assert.ok(refused?.outcome === "failed");
	assert.match(refused.error.message, /no room for github$/);
	assert.equal(stored?.outcome, "committed");
});

test("a time that SQLite cannot hold fails its own row alone", async (t) => {
	const { store } = await openScratchStore(t);

	const results = store.append([eventRow(1, { receivedAtNs: 2n ** 70n }), eventRow(2)]);

	assert.deepEqual(
		results.map(({ outcome }) => outcome),
		["failed", "committed"],
	);
	assert.equal(store.statistics().rows, 1);
});

test("an event id that another connection took is reported as that constraint", async (t) => {
	const { store, connect } = await openScratchStore(t);
	(await connect()).exec(`
		INSERT INTO events (seq, event_id, delivery_id, source, event_type, repository, received_at, text)
		VALUES (100, '${eventIdOf(1)}', 'foreign', 'docker', 'x', 'a/b', 1, '{}')`);

	const [result] = store.append([eventRow(1)]);

	assert.ok(result?.outcome === "failed");
	assert.match(result.error.message, /UNIQUE constraint failed: events\.event_id$/);
});

test("event ids that do not grow are a programming error, and nothing is stored", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 5));

	assert.throws(() => store.append([eventRow(5, { deliveryId: "new" })]), TypeError);
	assert.throws(() => store.append([eventRow(7), eventRow(6)]), TypeError);
	assert.equal(store.statistics().rows, 5);
});

test("an append of nothing commits nothing", async (t) => {
	const { store } = await openScratchStore(t);

	assert.deepEqual(store.append([]), []);
	assert.equal(store.head(), undefined);
});

test("a batch of 5,000 is stored whole", async (t) => {
	const { store } = await openScratchStore(t);

	const results = store.append(eventRows(1, 5_000));

	assert.equal(results.filter(({ outcome }) => outcome === "committed").length, 5_000);
	assert.equal(store.statistics().rows, 5_000);
});

test("a database that another program holds for writing is a failure that says so", async (t) => {
	const { store, connect } = await openScratchStore(t);
	const other = await connect();
	other.exec("BEGIN IMMEDIATE");

	assert.throws(() => store.append([eventRow(1)]), {
		code: "STORE_FAILED",
		message: /database is locked$/,
		hint: /^Close the program/,
	});
	other.exec("ROLLBACK");
	assert.equal(store.append([eventRow(1)])[0]?.outcome, "committed");
});
