import assert from "node:assert/strict";
import { test } from "node:test";
import { type DaemonProcess, SMALL_HEAP, startDaemon } from "../support/daemon-process.js";
import { emitNumbered, numbersIn, range } from "../support/numbered-events.js";
import { frameOf, RawClient } from "../support/raw-client.js";

const MIB = 1024 * 1024;
const FILLER = "x".repeat(1_000);

test("others are served while one client never reads, one stops within a frame and one says nothing", async (t) => {
	const daemon = await startDaemon(t);
	const [silent, halfFrame, mute, reader, emitter] = await connect(daemon, 5);
	await silent.ask({ op: "subscribe" });
	silent.socket.pause();
	halfFrame.write(frameOf('{"proto":2,"op":"emit","id":1,"events":[]}').subarray(0, 20));
	mute.write("");
	await reader.ask({ op: "subscribe" });

	const ids = await emitNumbered(emitter, [1, 10_000], { filler: FILLER });
	const received = await reader.readMany(10_001);

	assert.equal(ids.length, 10_000);
	assert.deepEqual(numbersIn(received), range(1, 10_000));
});

test("clients that ask for everything again and again and never read cost no more than their buffers", async (t) => {
	const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
	const [emitter] = await connect(daemon, 1);
	await emitNumbered(emitter, [1, 20_000], { filler: FILLER });
	const before = daemon.residentBytes();

	const hostile = await connect(daemon, 10);
	for (const client of hostile) {
		client.socket.pause();
		// Each request asks for 25 MiB.
		for (let n = 0; n < 20; n += 1) {
			client.request({ op: "query", since: "start", limit: 100_000 });
			client.request({ op: "subscribe", since: "start" });
		}
	}
	const peakBytes = await findPeak(daemon, emitter);

	assertSmall(t, peakBytes - before);
	const [first] = hostile;
	first?.socket.resume();
	const answered = (await first?.readUntil(({ op, id }) => op === "end" && id === 1)) ?? [];
	const numbers = numbersIn(answered.filter(({ id }) => id === 1));
	assert.deepEqual(numbers.slice(0, 20_000), range(1, 20_000), "it is answered when it reads");
});

test("a client that emits faster than can be stored is slowed down, whether it reads the answers or not", async (t) => {
	const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
	const [reading, silent, emitter] = await connect(daemon, 3);
	await emitNumbered(emitter, [1, 10_000]);
	const before = daemon.residentBytes();
	reading.socket.removeAllListeners("data").resume();
	silent.socket.pause();

	const frame = frameOf(
		JSON.stringify({ proto: 2, op: "emit", id: 1, events: [{ source: "flood", event_type: "drop" }] }),
	);
	const megabyte = Buffer.concat(Array.from({ length: Math.floor(MIB / frame.length) }, () => frame));
	for (let n = 0; n < 20; n += 1) {
		reading.write(megabyte);
		silent.write(megabyte);
	}
	const peakBytes = await findPeak(daemon, emitter);

	// What is sent is 40 MiB, and ten times that as objects.
	assertSmall(t, peakBytes - before);
	assert.ok(silent.socket.writableLength > 0, "the daemon has stopped reading from the silent one");
});

test("a length that announces the largest frame reserves nothing until its bytes come", async (t) => {
	const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
	const before = daemon.residentBytes();

	const clients = await connect(daemon, 100);
	for (const client of clients) client.write(Buffer.from([0x01, 0, 0, 0, 0x7b]));
	const [observer] = await connect(daemon, 1);
	const { status } = await observer.ask({ op: "status" });

	assert.equal((status as { connections: number }).connections, 101);
	assertSmall(t, daemon.residentBytes() - before);
});

test("a client that vanishes leaves nothing behind: no connection, no subscription, no wait", async (t) => {
	const daemon = await startDaemon(t);
	const [subscriber, waiter, version1, observer] = await connect(daemon, 4);
	subscriber.request({ op: "subscribe" });
	waiter.request({ op: "wait", source: "ci" });
	version1.send({});
	await Promise.all([subscriber.read(), waiter.read(), version1.read()]);

	await Promise.all([subscriber.close(), waiter.close(), version1.close()]);

	for (;;) {
		const { status } = await observer.ask({ op: "status" });
		const { connections, subscriptions, waits } = status as Record<string, number>;
		if (connections === 1 && subscriptions === 0 && waits === 0) break;
	}
});

test("a client that closed its sending half and then vanished is noticed at the next event", async (t) => {
	const daemon = await startDaemon(t);
	const [subscriber, observer] = await connect(daemon, 2);
	subscriber.request({ op: "subscribe" });
	subscriber.halfClose();
	await subscriber.read();

	await subscriber.close();

	for (;;) {
		await observer.ask({ op: "emit", events: [{ source: "a", event_type: "b" }] });
		const { status } = await observer.ask({ op: "status" });
		if ((status as { subscriptions: number }).subscriptions === 0) break;
	}
});

test("when the daemon has no descriptors left, those who are connected go on, and others get in once some leave", async (t) => {
	const daemon = await startDaemon(t, { wrapper: ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"] });
	const [emitter] = await connect(daemon, 1);

	const crowd = await connect(daemon, 200);
	const ids = await emitNumbered(emitter, [1, 1_000]);
	await Promise.all(crowd.map((client) => client.close()));
	const [late] = await connect(daemon, 1);
	const hello = await late.ask({ op: "hello" });

	assert.equal(ids.length, 1_000);
	assert.equal(hello["pid"], daemon.pid);
});

test("an id that is still in use is refused, also while its first request is being started", async (t) => {
	const { socketPath } = await startDaemon(t);
	const client = await RawClient.connect(socketPath);

	client.write(
		Buffer.concat(
			[1, 1].map((id) => frameOf(JSON.stringify({ proto: 2, op: "subscribe", id, match_cel: "true" }))),
		),
	);
	const messages = await client.readMany(3);

	assert.deepEqual(messages.map(({ op }) => op).toSorted(), ["caught_up", "error", "subscribed"]);
});

test("a cancel that follows its request at once ends it", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [client, observer] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];

	const requests = [
		{ op: "subscribe", id: 1, match: ["conclusion=failure"] },
		{ op: "cancel", id: 2, target: 1 },
		{ op: "wait", id: 3, match_cel: "true" },
		{ op: "cancel", id: 4, target: 3 },
	];
	client.write(Buffer.concat(requests.map((request) => frameOf(JSON.stringify({ proto: 2, ...request })))));
	const ended: unknown[] = [];
	while (ended.length < 2) {
		const { op, id } = await client.read();
		assert.notEqual(op, "error");
		if (op === "cancelled") ended.push(id);
	}

	assert.deepEqual(ended.toSorted(), [2, 4]);
	const { status } = await observer.ask({ op: "status" });
	const { subscriptions, waits } = status as Record<string, number>;
	assert.deepEqual({ subscriptions, waits }, { subscriptions: 0, waits: 0 });
});

async function connect<N extends number>(daemon: DaemonProcess, count: N): Promise<Clients<N>> {
	const clients = await Promise.all(
		Array.from({ length: count }, () => RawClient.connect(daemon.socketPath)),
	);
	return clients as unknown as Clients<N>;
}

type Clients<N extends number> = N extends 1
	? [RawClient]
	: N extends 2
		? [RawClient, RawClient]
		: N extends 3
			? [RawClient, RawClient, RawClient]
			: N extends 4
				? [RawClient, RawClient, RawClient, RawClient]
				: N extends 5
					? [RawClient, RawClient, RawClient, RawClient, RawClient]
					: RawClient[];

/** The most memory the daemon holds while somebody else is served a hundred times. */
async function findPeak(daemon: DaemonProcess, other: RawClient): Promise<number> {
	let peakBytes = 0;
	for (let n = 0; n < 100; n += 1) {
		assert.equal((await other.ask({ op: "emit", events: [{ source: "a", event_type: "b" }] })).op, "ack");
		peakBytes = Math.max(peakBytes, daemon.residentBytes());
	}
	return peakBytes;
}

function assertSmall(t: { diagnostic(message: string): void }, grownBytes: number): void {
	const message = `the daemon grew by ${Math.round(grownBytes / MIB)} MiB`;
	t.diagnostic(message);
	assert.ok(grownBytes < 64 * MIB, message);
}
