/** What the Python predecessor got wrong on the wire, as its users saw it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { emitNumbered, numbersIn, range } from "../support/numbered-events.js";
import { frameOf, RawClient } from "../support/raw-client.js";
import { runCli } from "../support/run-cli.js";

test("D1: a batch of 1,200 arrives whole without anything else having to happen", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	subscriber.send({ proto: 1 });

	await emitNumbered(emitter, [1, 1_200]);
	const [, ...events] = await subscriber.readMany(1_201);

	assert.deepEqual(numbersIn(events), range(1, 1_200));
});

test("D2: a replay of 800 brings all 800, and the ack's watermark is the last of them", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	const [cursor] = await emitNumbered(emitter, [0, 800]);

	subscriber.send({ proto: 1, since: cursor });
	const [ack, ...events] = await subscriber.readMany(801);

	assert.deepEqual(numbersIn(events), range(1, 800));
	assert.equal(ack?.["caught_up_at"], events.at(-1)?.event_id);
});

test("D3: a narrow filter replays the one match that lies behind thousands of others", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	const [cursor] = await emitNumbered(emitter, [1, 3_000]);
	await emitNumbered(emitter, [7, 7], { source: "rare" });

	subscriber.send({ proto: 1, since: cursor, filters: ["local/rare"] });
	const [, event] = await subscriber.readMany(2);

	assert.deepEqual(event && numbersIn([event]), [7]);
});

test("D4: a replay of 200 events of 20 KB waits for a subscriber that starts to read late", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	const [cursor] = await emitNumbered(emitter, [0, 200], { filler: "x".repeat(20_000) });

	subscriber.send({ proto: 1, since: cursor });
	subscriber.socket.pause();
	await emitNumbered(emitter, [201, 300], { filler: "x".repeat(20_000) });
	subscriber.socket.resume();
	const [, ...events] = await subscriber.readMany(301);

	assert.deepEqual(numbersIn(events), range(1, 300));
});

test("D5: an event of a type that nobody registered reaches everybody", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	subscriber.send({ proto: 1 });
	await subscriber.read();

	await emitter.ask({ op: "emit", events: [{ source: "github", event_type: "deployment_status" }] });

	assert.equal((await subscriber.read())["event_type"], "deployment_status");
});

test("D6: a subscriber that does not read 200 events of 20 KB is not thrown out", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, emitter] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	subscriber.send({ proto: 1 });
	await subscriber.read();
	subscriber.socket.pause();

	await emitNumbered(emitter, [1, 200], { filler: "x".repeat(20_000) });
	subscriber.socket.resume();

	assert.deepEqual(numbersIn(await subscriber.readMany(200)), range(1, 200));
});

test("D7: a daemon that stops in the middle of a frame does not hold a wait beyond its time limit", async (t) => {
	const { env, socketPath } = makeBusDirectories(t);
	const stalled = createServer((socket) => {
		socket.on("error", () => undefined).resume();
		socket.write(frameOf('{"op":"waiting","id":1,"cursor":null,"text":"x","notes":[]}').subarray(0, 20));
	}).listen(socketPath);
	t.after(() => stalled.close());
	await once(stalled, "listening");

	const { code, stderr } = await runCli(["wait", "--source", "ci", "--timeout", "500ms"], { env });

	assert.equal(code, 124, stderr);
});

test("D13: a second daemon does not take the socket away from the first", async (t) => {
	const daemon = await startDaemon(t);
	const subscriber = await RawClient.connect(daemon.socketPath);
	await subscriber.ask({ op: "subscribe" });

	await runCli(["serve", "--background"], daemon);
	await runCli(["emit", "-s", "a", "-t", "b", "--no-start"], daemon);

	const messages = await subscriber.readUntil(({ op }) => op === "event");
	assert.equal(messages.at(-1)?.event?.source, "a");
});

test("D14: a subscriber that hangs up is gone at once, not at the next event", async (t) => {
	const { socketPath } = await startDaemon(t);
	const [subscriber, observer] = [await RawClient.connect(socketPath), await RawClient.connect(socketPath)];
	subscriber.send({ proto: 1 });
	await subscriber.read();

	await subscriber.close();

	let subscriptions = 1;
	while (subscriptions > 0) {
		const { status } = await observer.ask({ op: "status" });
		({ subscriptions } = status as { subscriptions: number });
	}
	assert.equal(subscriptions, 0);
});

test("D15: events leave no lines in the daemon's log", async (t) => {
	const daemon = await startDaemon(t);
	const emitter = await RawClient.connect(daemon.socketPath);
	const before = daemon.logText();

	await emitNumbered(emitter, [1, 1_000]);

	assert.equal(daemon.logText(), before);
});

test("D22: a stop lets a slow subscriber take what is queued for it", async (t) => {
	const daemon = await startDaemon(t);
	const [subscriber, emitter] = [
		await RawClient.connect(daemon.socketPath),
		await RawClient.connect(daemon.socketPath),
	];
	subscriber.send({ proto: 1 });
	await subscriber.read();
	subscriber.socket.pause();
	await emitNumbered(emitter, [1, 100], { filler: "x".repeat(20_000) });

	const stopped = daemon.stop();
	subscriber.socket.resume();

	assert.deepEqual(numbersIn(await subscriber.readMany(100)), range(1, 100));
	assert.equal((await stopped).code, 0);
});

test("D24: an event without a name is refused by that name, and not called a duplicate", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);

	for (const key of ["source", "event_type"]) {
		const reply = await emitter.ask({ op: "emit", events: [{ source: "a", event_type: "b", [key]: null }] });
		assert.equal(reply["code"], "EVENT_INVALID");
		assert.match(String(reply["message"]), new RegExp(`${key} is null`));
	}
});
