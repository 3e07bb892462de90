import assert from "node:assert/strict";
import { test } from "node:test";
import { createSystemClock } from "../../src/platform/clock.js";

test("nanoseconds agree with the system's milliseconds", () => {
	const clock = createSystemClock();

	const beforeMs = Date.now();
	const nowNs = clock.nowNs();
	const afterMs = Date.now();

	assert.ok(nowNs >= BigInt(beforeMs) * 1_000_000n, `${nowNs} is before ${beforeMs}`);
	assert.ok(nowNs <= BigInt(afterMs + 1) * 1_000_000n, `${nowNs} is after ${afterMs}`);
});

test("nanoseconds grow from one call to the next", () => {
	const clock = createSystemClock();

	const times = Array.from({ length: 1000 }, () => clock.nowNs());

	const stalled = times.filter((time, index) => time <= (times[index - 1] ?? 0n));
	assert.deepEqual(stalled, []);
});

test("a timer fires once, a cancelled one never", async () => {
	const clock = createSystemClock();
	const fired: string[] = [];

	const cancelled = clock.setTimer(1, () => fired.push("cancelled"));
	cancelled.cancel();
	clock.setTimer(1, () => fired.push("first"));
	await new Promise<void>((resolve) => {
		clock.setTimer(2, resolve);
	});

	assert.deepEqual(fired, ["first"]);
});

test("a timer of more than 25 days does not fire early, and can be cancelled after a month", (t) => {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	const longestMs = 2 ** 31 - 1;
	const fired: string[] = [];
	const clock = createSystemClock();
	clock.setTimer(2 * longestMs + 10, () => fired.push("kept"));
	const cancelled = clock.setTimer(2 * longestMs + 5, () => fired.push("cancelled"));

	t.mock.timers.tick(longestMs);
	t.mock.timers.tick(longestMs);
	cancelled.cancel();
	t.mock.timers.tick(9);
	assert.deepEqual(fired, []);
	t.mock.timers.tick(1);
	t.mock.timers.tick(longestMs);

	assert.deepEqual(fired, ["kept"]);
});
