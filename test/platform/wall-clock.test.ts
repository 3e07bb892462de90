import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createWallClock } from "../../src/platform/wall-clock.js";

const NS_PER_MS = 1_000_000n;
// The true time is known only to the span between its readings before and after.
const READING_NS = 300n;
const START_NS = 1_767_225_600_000_000_000n;

/** A machine whose true time is known; reading a clock takes it 100 ns. */
function createMachine() {
	const machine = {
		wallNs: START_NS + 123_456n,
		monotonicNs: 5_000_000_000n,
		pass(ns: bigint) {
			machine.wallNs += ns;
			machine.monotonicNs += ns;
		},
		readWallMs() {
			machine.pass(100n);
			return Number(machine.wallNs / NS_PER_MS);
		},
		readMonotonicNs() {
			machine.pass(100n);
			return machine.monotonicNs;
		},
		errorNs(nowNs: bigint) {
			const error = nowNs - machine.wallNs;
			return error < 0n ? -error : error;
		},
	};
	return machine;
}

test("a good first guess makes it exact from the first call", () => {
	const machine = createMachine();
	const clock = createWallClock({ ...machine, guessMs: Number(machine.wallNs) / 1e6 });

	machine.pass(987_654_321n);
	const nowNs = clock.nowNs();

	assert.ok(machine.errorNs(nowNs) < 1000n, `${machine.errorNs(nowNs)} ns off`);
});

test("it follows a clock that is set forward, set back, or left behind by a suspended machine", () => {
	const machine = createMachine();
	const clock = createWallClock({ ...machine, guessMs: Number(machine.wallNs) / 1e6 });

	for (const stepNs of [3_600_000_000_000n, -7_200_000_000_000n, 40_000_000n]) {
		machine.wallNs += stepNs;
		const nowNs = clock.nowNs();

		assert.ok(
			machine.errorNs(nowNs) <= NS_PER_MS + READING_NS,
			`${machine.errorNs(nowNs)} ns off after ${stepNs}`,
		);
	}
});

test("after a step each reading narrows the error down", () => {
	const machine = createMachine();
	const clock = createWallClock({ ...machine, guessMs: Number(machine.wallNs) / 1e6 });
	machine.wallNs += 1_500_700_000n;

	for (let call = 0; call < 1000; call += 1) {
		machine.pass(1_010_101n);
		clock.nowNs();
	}

	assert.ok(machine.errorNs(clock.nowNs()) < 20_000n);
});

test("whatever happens to the clock, it is never more than a millisecond off", () => {
	const steps = fc.array(
		fc.record({ passNs: fc.bigInt(0n, 10n ** 12n), stepNs: fc.bigInt(-(10n ** 15n), 10n ** 15n) }),
	);
	fc.assert(
		fc.property(steps, fc.integer({ min: -5000, max: 5000 }), (changes, guessErrorMs) => {
			const machine = createMachine();
			const clock = createWallClock({ ...machine, guessMs: Number(machine.wallNs) / 1e6 + guessErrorMs });
			for (const { passNs, stepNs } of changes) {
				machine.pass(passNs);
				machine.wallNs += stepNs;
				assert.ok(machine.errorNs(clock.nowNs()) <= NS_PER_MS + READING_NS);
			}
		}),
	);
});
