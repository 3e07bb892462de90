import assert from "node:assert/strict";
import { test } from "node:test";
import { Deadline } from "../../src/client/deadline.js";
import { createFakeClock } from "../support/fake-clock.js";

async function hasPassed(deadline: Deadline): Promise<boolean> {
	return (
		(await Promise.race([
			deadline.passed.then(() => true),
			new Promise((resolve) => setImmediate(resolve)),
		])) === true
	);
}

test("a deadline passes at its moment, not before, and no step of the system's clock moves it", async () => {
	const clock = createFakeClock();
	const deadline = new Deadline(1_000, clock);

	clock.advance(999);
	clock.stepWall(3_600_000);
	assert.equal(await hasPassed(deadline), false);
	clock.advance(1);

	assert.equal(await hasPassed(deadline), true);
});

test("a timer that fires early is set again for the rest", async () => {
	const clock = createFakeClock();
	const early = {
		...clock,
		monotonicMs: clock.monotonicMs,
		setTimer: (delayMs: number, fn: () => void) => clock.setTimer(delayMs / 2, fn),
	};
	const deadline = new Deadline(1_000, early);

	clock.advance(998);
	assert.equal(await hasPassed(deadline), false);
	clock.advance(2);

	assert.equal(await hasPassed(deadline), true);
});

test("a cancelled deadline never passes and leaves no timer", async () => {
	const clock = createFakeClock();
	const deadline = new Deadline(1_000, clock);

	deadline.cancel();
	clock.advance(2_000);

	assert.equal(await hasPassed(deadline), false);
	assert.equal(clock.pendingTimers, 0);
});
