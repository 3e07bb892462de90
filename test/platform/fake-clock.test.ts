import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeClock } from "../support/fake-clock.js";

test("timers fire in the order of their moments, also those set on the way", () => {
	const clock = createFakeClock(1000);
	const fired: string[] = [];
	clock.setTimer(30, () => fired.push(`c at ${clock.nowMs()}`));
	clock.setTimer(10, () => {
		fired.push(`a at ${clock.nowMs()}`);
		clock.setTimer(5, () => fired.push(`b at ${clock.nowMs()}`));
	});
	clock.setTimer(31, () => fired.push("late"));

	clock.advance(30);

	assert.deepEqual(fired, ["a at 1010", "b at 1015", "c at 1030"]);
	assert.equal(clock.pendingTimers, 1);
	assert.equal(clock.nowNs(), 1_030_000_000n);
});

test("a cancelled timer does not fire, and a step of the wall clock fires none", () => {
	const clock = createFakeClock(1000);
	const fired: string[] = [];
	const timer = clock.setTimer(10, () => fired.push("cancelled"));
	clock.setTimer(20, () => fired.push("kept"));

	timer.cancel();
	clock.stepWall(3_600_000);
	assert.deepEqual(fired, []);
	clock.advance(20);

	assert.deepEqual(fired, ["kept"]);
	assert.equal(clock.nowMs(), 3_601_020);
	assert.equal(clock.monotonicMs(), 20);
});
