import assert from "node:assert/strict";
import { test } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import { encodeEvent } from "../../src/event/encode-event.js";
import { MAX_FRAME_BYTES } from "../../src/event/limits.js";
import { sampleEvent } from "../event/matcher/sample-event.js";
import { IDLE_STATUS, type LiarPeer, type LiarRequest, startLiar } from "../support/liar-daemon.js";
import { frameOf } from "../support/raw-client.js";

function answerStatus({ op, id }: LiarRequest, { reply }: LiarPeer): void {
	if (op === "status") reply({ ...IDLE_STATUS, id });
	if (op === "subscribe") reply({ op: "subscribed", id, cursor: null });
	if (op === "wait") reply({ op: "waiting", id, cursor: null, text: "", notes: [] });
}

test("calls that are made while the connection opens share it", async (t) => {
	const liar = await startLiar(t, answerStatus);
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());

	await Promise.all([...Array.from({ length: 20 }, () => bus.status()), bus.subscribe().started]);

	assert.equal(liar.peers.length, 1);
	assert.equal(new Set(liar.requests.map(({ id }) => id)).size, 21);
});

test("answers find their calls in whatever order they come", async (t) => {
	const asked: number[] = [];
	const liar = await startLiar(t, ({ id }, { reply }) => {
		asked.push(id);
		if (asked.length === 3)
			for (const each of asked.toReversed())
				reply({ op: "status", id: each, status: { ...IDLE_STATUS.status, events: each } });
	});
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());

	const statuses = await Promise.all([bus.status(), bus.status(), bus.status()]);

	assert.deepEqual(
		statuses.map(({ events }) => events),
		asked,
	);
});

test("on an open connection, what is asked first leaves first", async (t) => {
	const liar = await startLiar(t, answerStatus);
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	await bus.status();
	liar.requests.length = 0;

	const wait = bus.waitFor({ source: "ci" }).catch(() => undefined);
	const stream = bus.subscribe();
	const emit = bus.emit({ source: "ci", event_type: "done" }).catch(() => undefined);
	const page = bus.query().catch(() => undefined);
	const timed = bus
		.waitFor({ source: "ci" }, { timeoutMs: 60_000, signal: new AbortController().signal })
		.catch(() => undefined);
	await bus.status();

	assert.deepEqual(
		liar.requests.map(({ op }) => op),
		["wait", "subscribe", "emit", "query", "wait", "status"],
	);
	stream.close();
	await bus.close();
	await Promise.all([wait, emit, page, timed]);
});

test("a lost connection is opened again by the next call, once for all of them", async (t) => {
	const liar = await startLiar(t, (request, peer) =>
		peer.index === 0 ? peer.socket.end() : answerStatus(request, peer),
	);
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());

	await Promise.all([bus.status(), bus.status(), bus.status()]);

	assert.equal(liar.peers.length, 2);
});

test("a caller's own function that throws ends its own call, and nobody else's", async (t) => {
	const liar = await startLiar(t, (request, peer) => {
		answerStatus(request, peer);
		if (request.op === "subscribe")
			peer.reply({ op: "gap", id: request.id, removed_through: "01J0000000000000000000000X" });
	});
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	const thrower = (): never => {
		throw new RangeError("mine");
	};
	const others = bus.subscribe();
	await others.started;

	await assert.rejects(bus.waitFor({ source: "ci" }, { onArmed: thrower }), { message: "mine" });
	const failing = bus.subscribe({}, { onGap: thrower });
	await assert.rejects(failing.next(), { message: "mine" });
	await assert.rejects(failing.next(), { message: "mine" });

	await bus.status();
	assert.equal(liar.peers.length, 1);
	assert.equal((await liar.heard("cancel", 2)).length, 2);
	others.close();
});

test("a request that no frame can hold is refused here, and leaves the connection to the others", async (t) => {
	const liar = await startLiar(t, answerStatus);
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	await bus.subscribe().started;
	const draft = (payload: unknown) =>
		({ source: "a", event_type: "b", payload }) as Parameters<typeof bus.emit>[0];

	await assert.rejects(bus.emit(draft("x".repeat(MAX_FRAME_BYTES))), {
		code: "REQUEST_INVALID",
		message: /^Cannot send 167\d+ bytes at once: 16777216 are allowed$/,
	});
	await assert.rejects(bus.emit(draft(1n)), {
		code: "REQUEST_INVALID",
		message: /^Cannot send what JSON cannot say/,
	});
	await bus.status();

	assert.equal(liar.peers.length, 1);
});

test("a stream is granted as much as its loop takes, so no more than its window ever waits", async (t) => {
	const liar = await startLiar(t, ({ op, id, credit, target }, { reply, socket }) => {
		if (op === "subscribe") reply({ op: "subscribed", id, cursor: null });
		const count = op === "subscribe" || op === "credit" ? Number(credit) : 0;
		const frame = frameOf(
			`{"op":"event","id":${op === "credit" ? Number(target) : id},"event":${encodeEvent(sampleEvent())}}`,
		);
		for (let n = 0; n < count; n += 1) socket.write(frame);
		if (op === "status") reply({ ...IDLE_STATUS, id });
	});
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	const stream = bus.subscribe();
	await stream.started;
	await bus.status();

	const granted = async (): Promise<readonly unknown[]> => {
		await bus.status();
		return liar.requests
			.filter(({ op }) => op === "subscribe" || op === "credit")
			.map(({ credit }) => credit);
	};
	assert.deepEqual(await granted(), [512]);
	for (let taken = 0; taken < 255; taken += 1) await stream.next();
	assert.deepEqual(await granted(), [512]);
	await stream.next();
	assert.deepEqual(await granted(), [512, 256]);
	for (let taken = 0; taken < 256; taken += 1) await stream.next();
	assert.deepEqual(await granted(), [512, 256, 256]);
	stream.close();
});
