import assert from "node:assert/strict";
import { test } from "node:test";
import { IdleWatch } from "../../src/daemon/idle-watch.js";
import { createFakeClock } from "../support/fake-clock.js";

function watch() {
	const clock = createFakeClock();
	const idleAtMs: number[] = [];
	return {
		clock,
		idleAtMs,
		idle: new IdleWatch({ clock, quietMs: 5_000, onIdle: () => idleAtMs.push(clock.monotonicMs()) }),
	};
}

test("quiet is noticed once, so long after the last activity, and then there is no timer", () => {
	const { clock, idleAtMs, idle } = watch();

	idle.onActivity();
	clock.advance(3_000);
	idle.onActivity();
	clock.advance(1_000);
	idle.onActivity();
	clock.advance(60_000);

	assert.deepEqual(idleAtMs, [9_000]);
	assert.equal(clock.pendingTimers, 0);
});

test("activity after a quiet time is watched again", () => {
	const { clock, idleAtMs, idle } = watch();

	idle.onActivity();
	clock.advance(10_000);
	idle.onActivity();
	clock.advance(10_000);

	assert.deepEqual(idleAtMs, [5_000, 15_000]);
});

test("much activity costs one timer", () => {
	const { clock, idle } = watch();

	for (let n = 0; n < 1_000; n += 1) idle.onActivity();

	assert.equal(clock.pendingTimers, 1);
});

for (const activity of ["before", "never before"]) {
	test(`a watch that was closed notices nothing, with activity ${activity}`, () => {
		const { clock, idleAtMs, idle } = watch();
		if (activity === "before") idle.onActivity();

		idle.close();
		idle.onActivity();
		clock.advance(60_000);

		assert.deepEqual([idleAtMs, clock.pendingTimers], [[], 0]);
	});
}
