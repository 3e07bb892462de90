import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Outbox } from "../../src/daemon/outbox.js";
import { openSocketPair } from "../support/socket-pair.js";

const KIB = 1_024;

test("what is sent within a turn leaves in one write, in order", async (t) => {
	const { served, client } = await openSocketPair(t);
	const outbox = new Outbox(served);
	const writes = t.mock.method(served, "write");

	for (const word of ["a", "b", "c"]) outbox.send(Buffer.from(word));
	assert.equal(writes.mock.callCount(), 0);
	const [chunk] = (await once(client.resume(), "data")) as [Buffer];

	assert.equal(chunk.toString(), "abc");
	assert.equal(writes.mock.callCount(), 1);
});

test("much is written without waiting for the end of the turn", async (t) => {
	const { served } = await openSocketPair(t);
	const outbox = new Outbox(served);
	const writes = t.mock.method(served, "write");

	for (let frame = 0; frame < 20; frame += 1) outbox.send(Buffer.alloc(16 * KIB));

	assert.equal(writes.mock.callCount(), 2);
});

test("it is full while its client does not read, and has room again when that has read, with nothing lost", async (t) => {
	const { served, client } = await openSocketPair(t);
	const outbox = new Outbox(served);
	served.on("drain", () => outbox.onDrain());
	let sent = 0;
	while (!outbox.isFull) {
		outbox.send(Buffer.alloc(8 * KIB, sent % 251));
		sent += 1;
	}
	// The system takes some of it off the daemon's hands; what the daemon itself holds is bounded.
	assert.ok(served.writableLength <= 1_024 * KIB + 128 * KIB);
	let hasRoom = false;
	const room = outbox.room().then(() => {
		hasRoom = true;
	});
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(hasRoom, false);

	const received: Buffer[] = [];
	client.on("data", (chunk) => received.push(chunk)).resume();
	await room;
	served.end();
	await once(client, "end");

	const bytes = Buffer.concat(received);
	assert.equal(bytes.length, sent * 8 * KIB);
	for (let frame = 0; frame < sent; frame += 1) assert.equal(bytes[frame * 8 * KIB], frame % 251);
});

test("nobody waits for the room of a client that has gone, and nothing is kept for it", async (t) => {
	const { served } = await openSocketPair(t);
	const outbox = new Outbox(served);
	while (!outbox.isFull) outbox.send(Buffer.alloc(64 * KIB));
	const room = outbox.room();

	served.once("close", () => outbox.onDrain());
	served.destroy();
	await room;
	for (let frame = 0; frame < 100; frame += 1) outbox.send(Buffer.alloc(64 * KIB));
	outbox.flush();

	assert.equal(outbox.isFull, served.writableLength >= 1_024 * KIB);
	await outbox.room();
});
