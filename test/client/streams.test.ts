import assert from "node:assert/strict";
import { test } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import { numbered, openBus, settledStatus } from "../support/open-bus.js";
import { takeNumbers } from "../support/take-numbers.js";

const ENDINGS: readonly (readonly [string, (bus: BusClient) => Promise<void>])[] = [
	[
		"leaving the loop",
		async (bus) => {
			for await (const _event of bus.subscribe({ since: "start" })) break;
		},
	],
	[
		"an exception in the loop",
		async (bus) => {
			await assert.rejects(async () => {
				for await (const _event of bus.subscribe({ since: "start" })) throw new Error("mine");
			}, /mine/);
		},
	],
	[
		"leaving the scope of `using`",
		async (bus) => {
			using stream = bus.subscribe();
			await stream.started;
		},
	],
	[
		"leaving the scope of `await using`",
		async (bus) => {
			await using stream = bus.subscribe();
			await stream.started;
		},
	],
	[
		"close",
		async (bus) => {
			const stream = bus.subscribe();
			const waiting = stream.next();
			await stream.started;
			stream.close();
			assert.deepEqual(await waiting, { done: true, value: undefined });
		},
	],
	[
		"close before it began",
		async (bus) => {
			bus.subscribe().close();
		},
	],
	[
		"an abort",
		async (bus) => {
			const abort = new AbortController();
			const stream = bus.subscribe({}, { signal: abort.signal });
			await stream.started;
			abort.abort();
			await assert.rejects(stream.next(), { name: "AbortError" });
		},
	],
	[
		"an abort of a wait",
		async (bus) => {
			const abort = new AbortController();
			await assert.rejects(
				bus.waitFor({ source: "ci" }, { signal: abort.signal, onArmed: () => abort.abort() }),
				{ name: "AbortError" },
			);
		},
	],
	[
		"an abort of a wait that the daemon has not registered yet",
		async (bus) => {
			const abort = new AbortController();
			await bus.status();
			const aborted = assert.rejects(bus.waitFor({ source: "ci", match: "a~=b" }, { signal: abort.signal }), {
				name: "AbortError",
			});
			await new Promise((resolve) => setImmediate(resolve));
			abort.abort();
			await aborted;
		},
	],
	[
		"the time limit of a wait",
		async (bus) => {
			await assert.rejects(bus.waitFor({ source: "ci" }, { timeoutMs: 5 }), { code: "WAIT_TIMED_OUT" });
		},
	],
];

for (const [what, end] of ENDINGS) {
	test(`${what} ends the subscription in the daemon too`, async (t) => {
		const bus = await openBus(t);
		await bus.emit(numbered(1));

		await end(bus);

		const { subscriptions, waits, connections } = await settledStatus(bus);
		assert.deepEqual([subscriptions, waits, connections], [0, 0, 1]);
	});
}

test("a loop that reads nothing for long gets every event in the end, and holds a window of them at most", async (t) => {
	const bus = await openBus(t);
	const stream = bus.subscribe();
	await stream.started;

	for (let batch = 0; batch < 5; batch += 1) {
		await bus.emitBatch(Array.from({ length: 1_000 }, (_, index) => numbered(batch * 1_000 + index)));
	}

	assert.deepEqual(
		await takeNumbers(stream, 5_000),
		Array.from({ length: 5_000 }, (_, n) => n),
	);
});

test("a stream tells when it has given out what the log held, in its place among the events", async (t) => {
	const bus = await openBus(t);
	await bus.emitBatch([numbered(1), numbered(2)]);
	const steps: unknown[] = [];
	const stream = bus.subscribe({ since: "start" }, { onCaughtUp: () => steps.push("caught up") });
	await stream.started;
	await bus.emit(numbered(3));

	for await (const { fields } of stream) {
		steps.push(fields["n"]);
		if (fields["n"] === 3) break;
	}

	assert.deepEqual(steps, [1, 2, "caught up", 3]);
});

test("several may ask a stream for its next event at the same time", async (t) => {
	const bus = await openBus(t);
	const stream = bus.subscribe();
	const [first, second, third] = [takeNumbers(stream, 1), takeNumbers(stream, 1), stream.next()];
	await stream.started;

	await bus.emitBatch([numbered(1), numbered(2)]);
	const values = await Promise.all([first, second]);
	stream.close();

	assert.deepEqual(values, [[1], [2]]);
	assert.equal((await third).done, true);
});
