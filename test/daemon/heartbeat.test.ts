import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "../../src/daemon/heartbeat.js";
import { createFakeClock } from "../support/fake-clock.js";

function beating() {
	const clock = createFakeClock(1_767_225_600_000);
	const beats: string[] = [];
	const state = { listeners: 1 };
	const heartbeat = new Heartbeat({
		clock,
		periodMs: 60_000,
		send: (frame) => {
			beats.push(frame.toString("utf8", 4));
			return state.listeners;
		},
	});
	return { clock, beats, state, heartbeat };
}

test("it beats at its period while somebody listens, with the time and the uptime", () => {
	const { clock, beats, heartbeat } = beating();

	heartbeat.start();
	clock.advance(120_000);

	assert.deepEqual(beats, [
		'{"ts":1767225660,"uptime_sec":60,"kind":"daemon_heartbeat"}',
		'{"ts":1767225720,"uptime_sec":120,"kind":"daemon_heartbeat"}',
	]);
});

test("it stops with the last listener and begins again with the next, and an idle daemon has no timer", () => {
	const { clock, beats, state, heartbeat } = beating();
	assert.equal(clock.pendingTimers, 0);

	heartbeat.start();
	state.listeners = 0;
	clock.advance(600_000);
	assert.deepEqual([beats.length, clock.pendingTimers], [1, 0]);
	state.listeners = 1;
	heartbeat.start();
	clock.advance(60_000);

	assert.equal(beats.length, 2);
});

test("a second listener does not make it beat twice", () => {
	const { clock, beats, heartbeat } = beating();

	heartbeat.start();
	clock.advance(30_000);
	heartbeat.start();
	clock.advance(60_000);

	assert.equal(beats.length, 1);
});

test("a shorter period counts at once, and a change alone makes nobody hear it", () => {
	const { clock, beats, heartbeat } = beating();
	heartbeat.setPeriod(30_000);
	assert.equal(clock.pendingTimers, 0);
	heartbeat.start();

	heartbeat.setPeriod(1_000);

	clock.advance(3_000);
	assert.equal(beats.length, 3);
	assert.equal(clock.pendingTimers, 1);
});

for (const started of ["while it beat", "before it beat"]) {
	test(`after its end, ${started}, it beats for nobody`, () => {
		const { clock, beats, heartbeat } = beating();
		if (started === "while it beat") heartbeat.start();

		heartbeat.close();
		heartbeat.start();
		clock.advance(600_000);

		assert.deepEqual([beats, clock.pendingTimers], [[], 0]);
	});
}
