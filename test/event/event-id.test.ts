import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { EventIdGenerator, isEventId, lowestEventIdAt, timeOfEventId } from "../../src/event/event-id.js";

// The largest time that 48 bits hold is in the year 10889.
const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 2 });

test("ids grow whatever the clock does, from any newest id, and each is a ULID", () => {
	const newest = fc.option(
		fc
			.tuple(timeMs, fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}$/))
			.map(([ms, random]) => lowestEventIdAt(ms).slice(0, 10) + random),
		{ nil: undefined },
	);
	fc.assert(
		fc.property(newest, fc.array(timeMs, { minLength: 1, maxLength: 50 }), (start, times) => {
			const ids = new EventIdGenerator(start);

			const minted = times.map((ms) => ids.next(ms));

			assert.ok(minted.every(isEventId));
			const inOrder = [...(start === undefined ? [] : [start]), ...minted];
			assert.deepEqual(inOrder, [...new Set(inOrder)].sort());
		}),
	);
});

test("an id carries the time of the clock while that moves on", () => {
	fc.assert(
		fc.property(timeMs, (ms) => {
			assert.equal(timeOfEventId(new EventIdGenerator().next(ms)), ms);
		}),
	);
});

test("a clock that stepped back is ignored until it has caught up", () => {
	const ids = new EventIdGenerator();

	const [before, during, after] = [ids.next(5_000), ids.next(1_000), ids.next(5_001)];

	assert.equal(timeOfEventId(during), 5_000);
	assert.equal(timeOfEventId(after), 5_001);
	assert.ok(before < during && during < after);
});

test("ids of one millisecond differ by one", () => {
	const ids = new EventIdGenerator("01J00000000000000000000009");

	assert.equal(ids.next(0), "01J0000000000000000000000A");
	assert.equal(ids.next(0), "01J0000000000000000000000B");
});

test("a carry runs through every digit", () => {
	const ids = new EventIdGenerator("01J000000000ZZZZZZZZZZZZZZ");

	assert.equal(ids.next(0), "01J00000000100000000000000");
});

test("when the random part of a millisecond is used up, the next millisecond is borrowed", () => {
	const last = `${lowestEventIdAt(5_000).slice(0, 10)}${"Z".repeat(16)}`;
	const ids = new EventIdGenerator(last);

	const next = ids.next(5_000);

	assert.ok(next > last);
	assert.equal(timeOfEventId(next), 5_001);
});

test("the lowest id of a time sorts before every id of it and after every id of the time before", () => {
	fc.assert(
		fc.property(timeMs, (ms) => {
			assert.ok(lowestEventIdAt(ms + 1) > new EventIdGenerator().next(ms));
			assert.ok(lowestEventIdAt(ms) <= new EventIdGenerator().next(ms));
		}),
	);
});

for (const text of [
	"",
	"01J000000000000000000000",
	"01J000000000000000000000000",
	"81J00000000000000000000000",
	"01j00000000000000000000000",
	"01J0000000000000000000000I",
	"01J0000000000000000000000U",
	" 1J00000000000000000000000",
	"01J00000000000000000000000\n",
]) {
	test(`${JSON.stringify(text)} is not an event id`, () => {
		assert.equal(isEventId(text), false);
	});
}
