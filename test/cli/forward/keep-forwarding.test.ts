import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { ForwarderEnd } from "../../../src/cli/forward/forwarder.js";
import {
	type ForwardState,
	type Interrupted,
	keepForwarding,
} from "../../../src/cli/forward/keep-forwarding.js";
import { createDeferred } from "../../../src/platform/deferred.js";
import { createFakeClock } from "../../support/fake-clock.js";

const MINUTE_MS = 60_000;
const ENDED: ForwarderEnd = { exitCode: 1, signal: undefined, lines: ["Error: it is over"] };

test("each end in a row makes the next start later, up to five minutes", async () => {
	const scene = startScene();

	const delays: number[] = [];
	for (let turn = 0; turn < 11; turn += 1) {
		(await scene.run(turn)).end(ENDED);
		const retryInMs = scene.retryOf(await scene.state());
		delays.push(retryInMs);
		scene.clock.advance(retryInMs);
	}

	assert.deepEqual(delays.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
	assert.deepEqual(delays.slice(-2), [300_000, 300_000]);
});

test("what forwarded for more than a minute starts again at once when it ends", async () => {
	const scene = startScene();
	(await scene.run(0)).end(ENDED);
	scene.clock.advance(scene.retryOf(await scene.state()));
	const second = await scene.run(1);
	second.forwards();
	await scene.state();

	scene.clock.advance(MINUTE_MS + 1);
	second.end(ENDED);

	assert.equal(scene.retryOf(await scene.state()), 1_000);
});

test("one that does not forward within a minute is ended, and the next one started", async () => {
	const scene = startScene();
	const run = await scene.run(0);

	scene.clock.advance(MINUTE_MS);

	const state = await scene.state();
	assert.equal(state.state === "polling" && state.reason, "gh did not begin to forward within 1 min");
	assert.equal(run.isStopped, true);
});

test("the repository is polled until it is forwarded, and again when that ends", async () => {
	const scene = startScene();
	const run = await scene.run(0);
	assert.deepEqual(scene.polls, ["begin"]);
	run.forwards();
	await scene.state();

	run.end(ENDED);

	await scene.state();
	assert.deepEqual(scene.polls, ["begin", "endSoon", "begin"]);
});

test("an interruption ends the forwarder, also while it waits to start it again", async () => {
	const running = startScene();
	const run = await running.run(0);
	const pausing = startScene();
	(await pausing.run(0)).end(ENDED);
	await pausing.state();

	running.interrupt({ signal: "SIGINT" });
	pausing.interrupt({ signal: "SIGTERM" });

	assert.deepEqual(await Promise.all([running.over, pausing.over]), ["SIGINT", "SIGTERM"]);
	assert.equal(run.isStopped, true);
});

interface FakeRun {
	isStopped: boolean;
	forwards(): void;
	end(end: ForwarderEnd): void;
}

function startScene() {
	const clock = createFakeClock();
	const polls: string[] = [];
	const runs = createQueue<FakeRun>();
	const states = createQueue<ForwardState>();
	const { promise: interrupted, resolve: interrupt } = createDeferred<Interrupted>();
	const over = keepForwarding({
		repo: "me/app",
		clock,
		interrupted,
		findUrl: () => Promise.resolve("http://127.0.0.1:9000/webhook"),
		polling: { begin: () => void polls.push("begin"), endSoon: () => void polls.push("endSoon") },
		onState: (state) => states.add(state),
		start: (_url, { onForwarding }) => {
			const { promise: ended, resolve: end } = createDeferred<ForwarderEnd>();
			const run: FakeRun = { isStopped: false, forwards: onForwarding, end };
			runs.add(run);
			const stop = (): Promise<void> => {
				run.isStopped = true;
				return Promise.resolve();
			};
			return Promise.resolve({ ended, stop });
		},
	});
	let seen = 1;
	return {
		clock,
		polls,
		interrupt,
		over,
		run: (index: number) => runs.at(index),
		/** The next one after "starting". */
		state: () => states.at(seen++),
		retryOf: (state: ForwardState) => (state.state === "polling" ? state.retryInMs : Number.NaN),
	};
}

/** Items that come some time. */
function createQueue<Item>() {
	const items: Item[] = [];
	let wake = createDeferred<void>();
	return {
		add(item: Item): void {
			items.push(item);
			wake.resolve();
			wake = createDeferred();
		},
		async at(index: number): Promise<Item> {
			for (;;) {
				const item = items[index];
				// What its giver does next in the same turn, such as setting a timer, is done then.
				await (item === undefined ? wake.promise : setImmediate());
				if (item !== undefined) return item;
			}
		},
	};
}
