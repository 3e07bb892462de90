import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { type Message, RawClient } from "../support/raw-client.js";

const ROUNDS = 6;
const EMITTERS = 4;
const BATCH_EVENTS = 20;
const BATCHES_IN_FLIGHT = 50;
// How many acknowledgements the daemon gets to give before it is killed in a round.
const ACKS_BEFORE_KILL = [1, 7, 40, 90, 3, 150];

interface Batch {
	readonly deliveryIds: readonly string[];
	eventIds: readonly string[] | undefined;
}

test("what was acknowledged survives kill -9 of the daemon under load, and a repeat of the rest stores it once", async (t) => {
	const daemon = await startDaemon(t);
	const batches: Batch[] = [];

	for (let round = 0; round < ROUNDS; round += 1) {
		const clients = await Promise.all(
			Array.from({ length: EMITTERS }, () => RawClient.connect(daemon.socketPath)),
		);
		const own = clients.map((_, emitter) => makeBatches(`${round}-${emitter}`));
		batches.push(...own.flat());
		let acks = 0;
		const wanted = ACKS_BEFORE_KILL[round] ?? 1;
		const finished = clients.map((client, emitter) =>
			emitUntilCut(client, own[emitter] ?? [], () => {
				acks += 1;
				if (acks === wanted) process.kill(daemon.pid, "SIGKILL");
			}),
		);
		await Promise.all(finished);
		await daemon.restart();

		const stored = await readLog(daemon.socketPath);
		for (const { deliveryIds, eventIds } of batches) {
			const found = deliveryIds.map((id) => stored.get(id));
			if (eventIds !== undefined) assert.deepEqual(found, eventIds, "an acknowledged event is in the log");
			else assert.ok(isAllOrNothing(found), "a batch that was cut off is in the log whole, or not at all");
		}
	}

	const unanswered = batches.filter(({ eventIds }) => eventIds === undefined);
	assert.ok(unanswered.length > 0, "the daemon was killed while emits were in flight");
	assert.ok(unanswered.length < batches.length, "the daemon had acknowledged some");
	const client = await RawClient.connect(daemon.socketPath);
	for (const batch of batches) {
		const repeated = await client.ask({ op: "emit", events: batch.deliveryIds.map(toDraft) });
		const ids = repeated.results?.map(({ event_id }) => event_id);
		if (batch.eventIds !== undefined) assert.deepEqual(ids, batch.eventIds);
	}
	const log = await readLog(daemon.socketPath);
	assert.equal(log.size, ROUNDS * EMITTERS * BATCHES_IN_FLIGHT * BATCH_EVENTS);
});

function makeBatches(name: string): Batch[] {
	return Array.from({ length: BATCHES_IN_FLIGHT }, (_, batch) => ({
		deliveryIds: Array.from({ length: BATCH_EVENTS }, (_, event) => `${name}-${batch}-${event}`),
		eventIds: undefined,
	}));
}

function toDraft(deliveryId: string): Message {
	return { source: "load", event_type: "tick", delivery_id: deliveryId, fields: { filler: "x".repeat(300) } };
}

/** Sends every batch without waiting, and notes the answers until the daemon is gone. */
async function emitUntilCut(client: RawClient, batches: readonly Batch[], onAck: () => void): Promise<void> {
	for (const { deliveryIds } of batches) client.request({ op: "emit", events: deliveryIds.map(toDraft) });
	for (;;) {
		const text = await client.readText();
		if (text === undefined) return;
		const { op, id, results } = JSON.parse(text) as Message;
		assert.equal(op, "ack", text);
		const batch = batches[Number(id) - 1];
		if (batch !== undefined) batch.eventIds = results?.map(({ event_id }) => event_id);
		onAck();
		if (batches.every(({ eventIds }) => eventIds !== undefined)) return;
	}
}

/** Every event of the log by its delivery id; fails when one is there twice. */
async function readLog(socketPath: string): Promise<ReadonlyMap<string, string>> {
	const client = await RawClient.connect(socketPath);
	client.request({ op: "subscribe", since: "start" });
	const messages = await client.readUntil(({ op }) => op === "caught_up");
	await client.close();
	const events = messages.flatMap(({ event }) => (event === undefined ? [] : [event]));
	const byDeliveryId = new Map(events.map(({ delivery_id, event_id }) => [delivery_id, event_id]));
	assert.equal(byDeliveryId.size, events.length, "no delivery id is in the log twice");
	return byDeliveryId;
}

function isAllOrNothing(found: readonly (string | undefined)[]): boolean {
	return found.every((id) => id === undefined) || found.every((id) => id !== undefined);
}
