import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { emitNumbered, numberOf, numbersIn, range } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";

const BATCH_EVENTS = 5_000;
const BATCHES = 3;
const SUBSCRIBERS = 8;

test("batches of 5,000 reach every subscriber whole and in commit order, in both versions of the protocol", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscribers = await Promise.all(
		Array.from({ length: SUBSCRIBERS }, async (_, index) => {
			const client = await RawClient.connect(socketPath);
			client.send(index % 2 === 0 ? { proto: 1 } : { proto: 2, id: 1, op: "subscribe" });
			await client.read();
			return client;
		}),
	);
	const emitter = await RawClient.connect(socketPath);

	const ids = await emitNumbered(emitter, [1, BATCH_EVENTS * BATCHES]);
	const received = await Promise.all(
		subscribers.map((client) => client.readUntil((message) => numberOf(message) === BATCH_EVENTS * BATCHES)),
	);

	assert.equal(ids.length, BATCH_EVENTS * BATCHES);
	assert.deepEqual(ids, [...ids].sort(), "event ids grow with commit order");
	for (const messages of received) assert.deepEqual(numbersIn(messages), range(1, BATCH_EVENTS * BATCHES));
});

test("batches of several emitters at once do not mix, and all subscribers see one order", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscribers = await Promise.all(Array.from({ length: 3 }, () => subscribe(socketPath)));
	const sources = ["a", "b", "c", "d"];

	const emitters = await Promise.all(sources.map(() => RawClient.connect(socketPath)));
	await Promise.all(
		emitters.map((emitter, index) =>
			emitNumbered(emitter, [1, BATCH_EVENTS], { source: sources[index] ?? "" }),
		),
	);
	const orders = await Promise.all(
		subscribers.map(async (client) => {
			const messages = await client.readMany(BATCH_EVENTS * sources.length + 1);
			return messages.flatMap(({ event }) =>
				event === undefined ? [] : [`${event.source} ${String(event.fields["n"])}`],
			);
		}),
	);

	for (const source of sources) {
		const own = orders[0]?.filter((entry) => entry.startsWith(source));
		assert.deepEqual(
			own,
			range(1, BATCH_EVENTS).map((n) => `${source} ${n}`),
		);
		const first = orders[0]?.indexOf(`${source} 1`) ?? -1;
		assert.equal(
			orders[0]?.indexOf(`${source} ${BATCH_EVENTS}`),
			first + BATCH_EVENTS - 1,
			"a batch stays together",
		);
	}
	assert.deepEqual(orders[1], orders[0]);
	assert.deepEqual(orders[2], orders[0]);
});

async function subscribe(socketPath: string): Promise<RawClient> {
	const client = await RawClient.connect(socketPath);
	assert.equal((await client.ask({ op: "subscribe" })).op, "subscribed");
	return client;
}
