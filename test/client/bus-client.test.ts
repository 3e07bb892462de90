import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import type { DaemonStatus } from "../../src/protocol/messages.js";
import { type DaemonProcess, PROGRAM, startDaemon } from "../support/daemon-process.js";
import { takeNumbers } from "../support/take-numbers.js";

function connectTo(t: TestContext, { socketPath, env }: DaemonProcess, mayStart = false): BusClient {
	const bus = new BusClient({ socketPath, env, startProgram: mayStart ? PROGRAM : undefined });
	t.after(() => bus.close());
	return bus;
}

async function openBus(t: TestContext): Promise<BusClient> {
	return connectTo(t, await startDaemon(t));
}

/** What the daemon counts once it has dealt with everything this client said before. */
async function settledStatus(bus: BusClient): Promise<DaemonStatus> {
	await bus.status();
	return await bus.status();
}

const draft = (n: number) => ({ source: "test", event_type: "numbered", fields: { n } });

test("an emitted event is read back as it was, to the nanosecond, with its payload", async (t) => {
	const bus = await openBus(t);
	const emitted = {
		...draft(1),
		delivery_id: "d-1",
		received_at: 1_767_225_600_123_456_789n,
		payload: { big: ["x"] },
	};

	const { event_id, outcome } = await bus.emit(emitted);
	const { event, payload } = await bus.get(event_id);

	assert.equal(outcome, "committed");
	assert.deepEqual(
		[event.event_id, event.delivery_id, event.received_at],
		[event_id, "d-1", 1_767_225_600_123_456_789n],
	);
	assert.deepEqual(payload, { big: ["x"] });
	assert.deepEqual(await bus.emit(emitted), { event_id, outcome: "duplicate" });
	assert.equal((await bus.get((await bus.emit(draft(2))).event_id)).payload, null);
});

test("one connection carries calls, waits and streams at the same time", async (t) => {
	const bus = await openBus(t);
	const streams = [bus.subscribe({ source: "test" }), bus.subscribe()];
	const waits = [
		bus.waitFor({ match: "n=1" }),
		bus.waitFor({ match: "n=2" }),
		bus.wait({ allOf: ["n=1", "n=2"] }),
	];
	await Promise.all(streams.map(({ started }) => started));

	const before = await settledStatus(bus);
	await Promise.all([bus.emit(draft(1)), bus.emit(draft(2)), bus.query()]);
	await Promise.all(waits);
	const numbers = await Promise.all(streams.map((stream) => takeNumbers(stream, 2)));

	assert.deepEqual([before.connections, before.waits, before.subscriptions], [1, 3, 5]);
	assert.deepEqual(
		numbers.map((each) => each.toSorted()),
		[
			[1, 2],
			[1, 2],
		],
	);
	assert.equal((await settledStatus(bus)).waits, 0);
});

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
		await bus.emit(draft(1));

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
		await bus.emitBatch(Array.from({ length: 1_000 }, (_, index) => draft(batch * 1_000 + index)));
	}

	assert.deepEqual(
		await takeNumbers(stream, 5_000),
		Array.from({ length: 5_000 }, (_, n) => n),
	);
});

test("a stream tells when it has given out what the log held, in its place among the events", async (t) => {
	const bus = await openBus(t);
	await bus.emitBatch([draft(1), draft(2)]);
	const steps: unknown[] = [];
	const stream = bus.subscribe({ since: "start" }, { onCaughtUp: () => steps.push("caught up") });
	await stream.started;
	await bus.emit(draft(3));

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

	await bus.emitBatch([draft(1), draft(2)]);
	const values = await Promise.all([first, second]);
	stream.close();

	assert.deepEqual(values, [[1], [2]]);
	assert.equal((await third).done, true);
});

test("emits that are under way when the daemon is killed are each stored once", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon, true);
	await bus.status();

	const emits = Array.from({ length: 200 }, (_, n) => bus.emit(draft(n)));
	await emits[0];
	await daemon.kill9();
	const results = await Promise.all(emits);

	const { events } = await bus.query({}, { limit: 1_000 });
	assert.deepEqual(
		events.map(({ fields }) => fields["n"]).toSorted((a, b) => Number(a) - Number(b)),
		Array.from({ length: 200 }, (_, n) => n),
	);
	assert.deepEqual(
		new Set(results.map(({ event_id }) => event_id)),
		new Set(events.map(({ event_id }) => event_id)),
	);
});

test("a stream and a wait go on across a restart of the daemon, without a gap or a repetition", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const stream = bus.subscribe();
	await stream.started;
	const wait = bus.wait({ allOf: ["n=1", "n=3"] });
	await bus.emit(draft(1));
	assert.deepEqual(await takeNumbers(stream, 1), [1]);

	await daemon.kill9();
	await daemon.restart();
	const other = connectTo(t, daemon);
	await other.emitBatch([draft(2), draft(3)]);

	assert.deepEqual(await takeNumbers(stream, 2), [2, 3]);
	assert.deepEqual(
		(await wait).events.map(({ fields }) => fields["n"]),
		[1, 3],
	);
});

test("a wait that ran out of time names what never came", async (t) => {
	const bus = await openBus(t);
	let text = "";

	const timedOut = bus.wait(
		{ allOf: ["test:n=1", "test:n=2"] },
		{
			timeoutMs: 300,
			onArmed: (_, said) => {
				text = said;
				void bus.emit(draft(1));
			},
		},
	);

	await assert.rejects(timedOut, {
		code: "WAIT_TIMED_OUT",
		message: "Timed out after 300 ms: nothing matched test:n=2",
	});
	assert.equal(text, "all of test:n=1, test:n=2");
});

test("the verdict of a wait follows the conclusion, unless that was asked for by name", async (t) => {
	const bus = await openBus(t);
	await bus.emit({ source: "ci", event_type: "run", fields: { conclusion: "failure" } });

	const verdicts = await Promise.all([
		bus.wait({ source: "ci", since: "start" }),
		bus.wait({ match: "conclusion=failure", since: "start" }),
		bus.wait({ source: "docker", since: "start", unless: ["ci"] }),
		bus.wait({ source: "never", absentMs: 1 }),
	]);

	assert.deepEqual(
		verdicts.map(({ reason, verdict, events }) => [reason, verdict, events.length]),
		[
			["matched", "failure", 1],
			["matched", "none", 1],
			["unless", "failure", 1],
			["absent", "none", 0],
		],
	);
});

for (const [what, call, wanted] of [
	[
		"a matcher without an operator",
		(bus) => bus.waitFor({ match: "nonsense" }),
		{ code: "MATCHER_INVALID", message: /nonsense/, hint: /KEY=VALUE/ },
	],
	[
		"a stream with a bad matcher",
		(bus) => bus.subscribe({ match: "nonsense" }).next(),
		{ code: "MATCHER_INVALID" },
	],
	[
		"a wait for nothing",
		(bus) => bus.wait({}),
		{ code: "REQUEST_INVALID", message: "Cannot wait: nothing is named to wait for" },
	],
	[
		"a wait of two kinds",
		(bus) => bus.wait({ allOf: ["a=1"], sequence: ["a=1"] }),
		{ code: "REQUEST_INVALID", message: /exclude each other/ },
	],
	[
		"a look-back that is no time",
		(bus) => bus.wait({ source: "ci", since: "yesterday" }),
		{ code: "USAGE", message: /Cannot read since "yesterday"/ },
	],
	[
		"a look-back that is no duration",
		(bus) => bus.wait({ source: "ci", since: "10x" }),
		{ code: "USAGE", message: /since "10x"/ },
	],
	[
		"a bad event",
		(bus) => bus.emit({ source: "Bad", event_type: "x" }),
		{ code: "EVENT_INVALID", message: /^Cannot emit event: source is "Bad"/ },
	],
	[
		"a batch with a bad event",
		(bus) => bus.emitBatch([draft(1), { source: "", event_type: "x" }]),
		{ code: "EVENT_INVALID", message: /^Cannot emit event 2: source/ },
	],
	[
		"a batch of 10,001",
		(bus) => bus.emitBatch(Array.from({ length: 10_001 }, (_, n) => draft(n))),
		{ code: "EVENT_INVALID", message: "Cannot emit 10001 events at once: 10000 are allowed" },
	],
	[
		"an event that is not there",
		(bus) => bus.get("01J0000000000000000000000A"),
		{ code: "EVENT_NOT_FOUND", hint: /waitbus tail/ },
	],
] satisfies [string, (bus: BusClient) => Promise<unknown>, object][]) {
	test(`${what} is refused with its code, nothing is stored, and the client goes on`, async (t) => {
		const bus = await openBus(t);

		await assert.rejects(call(bus), { name: "BusError", ...wanted });

		assert.equal((await bus.status()).events, 0);
	});
}

test("nothing is sent for an empty batch", async (t) => {
	assert.deepEqual(await (await openBus(t)).emitBatch([]), []);
});
