import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { emitNumbered, numberOf, numbersIn, range } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";

const EVENTS = 100_000;

test("a replay brings all of 100,000 missed events, in both versions, and a narrow filter finds the last of them", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);
	const [first = ""] = await emitNumbered(emitter, [0, EVENTS]);
	await emitNumbered(emitter, [EVENTS + 1, EVENTS + 1], { source: "rare" });
	const [version1, version2, narrow] = await Promise.all([1, 2, 3].map(() => RawClient.connect(socketPath)));
	assert.ok(version1 !== undefined && version2 !== undefined && narrow !== undefined);

	version1.send({ since: first });
	version2.request({ op: "subscribe", since: first });
	narrow.send({ since: first, filters: ["local/rare"] });
	const [ack, ...frames] = await version1.readMany(1 + EVENTS + 1);
	const messages = await version2.readUntil(({ op }) => op === "caught_up");
	const [, rare] = await narrow.readMany(2);

	assert.deepEqual(numbersIn(frames), range(1, EVENTS + 1));
	assert.equal(
		ack?.["caught_up_at"],
		frames.at(-1)?.event_id,
		"the ack names the newest of what is replayed",
	);
	assert.deepEqual(numbersIn(messages), range(1, EVENTS + 1));
	assert.equal(rare && numberOf(rare), EVENTS + 1);
});

test("a replay joins the live events without gap or duplicate while others emit", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);
	const reader = await RawClient.connect(socketPath);
	const last = 12_000;
	await emitNumbered(emitter, [1, 4_000]);

	const emitting = emitOneByOne(emitter, [4_001, last]);
	const joined: Promise<readonly number[]>[] = [];
	for (let n = 0; n < 20; n += 1) {
		// Each joins at another moment of the emitting, because it waits for the one before.
		const client = await RawClient.connect(socketPath);
		client.send(
			n % 2 === 0
				? { since: "01J00000000000000000000000" }
				: { proto: 2, id: 1, op: "subscribe", since: "start" },
		);
		joined.push(client.readUntil((message) => numberOf(message) === last).then(numbersIn));
		await reader.ask({ op: "query", limit: 1 });
		await reader.read();
	}

	for (const numbers of joined) assert.deepEqual(await numbers, range(1, last));
	await emitting;
});

test("a cursor from before what retention removed is told of the gap, and gets the rest", async (t) => {
	const { socketPath } = await startDaemon(t, { config: "[retention]\nmax_events = 1000\n" });
	const emitter = await RawClient.connect(socketPath);
	const ids = await emitNumbered(emitter, [0, 4_999]);
	const removed = await readUntilRemoved(socketPath, ids);

	const reader = await RawClient.connect(socketPath);
	reader.request({ op: "subscribe", since: ids[0] });
	const messages = await reader.readUntil(({ op }) => op === "caught_up");

	const [subscribed, gap, ...rest] = messages;
	assert.equal(subscribed?.op, "subscribed");
	assert.deepEqual(gap, { op: "gap", id: 1, removed_through: ids[removed] });
	assert.deepEqual(numbersIn(rest), range(removed + 1, 4_999));
});

test("a cursor at the last event that retention removed has missed nothing, and hears of no gap", async (t) => {
	const { socketPath } = await startDaemon(t, { config: "[retention]\nmax_events = 1000\n" });
	const emitter = await RawClient.connect(socketPath);
	const ids = await emitNumbered(emitter, [0, 4_999]);
	const removed = await readUntilRemoved(socketPath, ids);

	const reader = await RawClient.connect(socketPath);
	reader.request({ op: "subscribe", since: ids[removed] });
	const messages = await reader.readUntil(({ op }) => op === "caught_up");

	assert.deepEqual(
		messages.filter(({ op }) => op === "gap"),
		[],
	);
	assert.deepEqual(numbersIn(messages), range(removed + 1, 4_999));
});

test("a wait that looks back over what retention removed is told so before it is answered", async (t) => {
	const { socketPath } = await startDaemon(t, { config: "[retention]\nmax_events = 1000\n" });
	const emitter = await RawClient.connect(socketPath);
	const ids = await emitNumbered(emitter, [0, 4_999]);
	await readUntilRemoved(socketPath, ids);

	const waiter = await RawClient.connect(socketPath);
	waiter.request({ op: "wait", since: ids[0], match: ["n=4999"] });
	const messages = await waiter.readUntil(({ op }) => op === "matched");

	assert.deepEqual(
		messages.map(({ op }) => op),
		["waiting", "gap", "event", "matched"],
	);
});

async function emitOneByOne(client: RawClient, [first, last]: readonly [number, number]): Promise<void> {
	for (let n = first; n <= last; n += 10) await emitNumbered(client, [n, Math.min(n + 9, last)]);
}

/** Waits until retention has come to rest; says the number of the newest event that it removed. */
async function readUntilRemoved(socketPath: string, ids: readonly string[]): Promise<number> {
	const client = await RawClient.connect(socketPath);
	for (;;) {
		const reply = await client.ask({ op: "status" });
		const { events, oldest_event_id } = reply["status"] as { events: number; oldest_event_id: string };
		if (events <= 1_000) return ids.indexOf(oldest_event_id) - 1;
	}
}
