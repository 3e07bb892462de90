import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { BusError, connect } from "../../src/index.js";
import { readHost } from "../../src/platform/host.js";
import { startDaemon } from "../support/daemon-process.js";

async function connectToEvents(t: TestContext, count: number) {
	const { env } = await startDaemon(t);
	const bus = connect({ host: { ...readHost(), env }, autostart: false });
	t.after(() => bus.close());
	const drafts = Array.from({ length: count }, (_, n) => ({
		source: n % 2 === 0 ? "even" : "odd",
		event_type: "x",
		fields: { n },
	}));
	await bus.emitBatch(drafts);
	return bus;
}

describe("query", () => {
	test("gives pages of what matches, from the start of the log to its end", async (t) => {
		const bus = await connectToEvents(t, 25);

		const first = await bus.query({ source: "even" }, { limit: 10 });
		const second = await bus.query({ source: "even", since: first.next ?? "" }, { limit: 10 });

		const numbers = [...first.events, ...second.events].map(({ fields }) => fields["n"]);
		assert.deepEqual(numbers, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
		assert.equal(second.next, undefined);
	});

	test("gives the newest ones in commit order", async (t) => {
		const bus = await connectToEvents(t, 2_000);

		const { events, next } = await bus.query({ source: "odd" }, { limit: 3, newest: true });

		assert.deepEqual(
			events.map(({ fields }) => fields["n"]),
			[1_995, 1_997, 1_999],
		);
		assert.equal(next, undefined);
	});

	test("is refused for a matcher that does not parse", async (t) => {
		const bus = await connectToEvents(t, 1);

		await assert.rejects(
			bus.query({ match: "nonsense" }),
			(error) => error instanceof BusError && error.code === "MATCHER_INVALID",
		);
	});
});

describe("a stream that is to finish", () => {
	test("gives out what has come, and ends", async (t) => {
		const bus = await connectToEvents(t, 1_200);
		const stream = bus.subscribe({ since: "start" }, { onCaughtUp: () => stream.finish() });

		let count = 0;
		for await (const _event of stream) count += 1;

		assert.equal(count, 1_200);
	});

	test("ends at once when nothing is to come", async (t) => {
		const bus = await connectToEvents(t, 1);
		const stream = bus.subscribe({}, { onCaughtUp: () => stream.finish() });

		assert.deepEqual(await stream.next(), { done: true, value: undefined });
	});
});
