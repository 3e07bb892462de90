import assert from "node:assert/strict";
import { test } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import { IDLE_STATUS, startLiar } from "../support/liar-daemon.js";
import { createFakeClock } from "../support/fake-clock.js";

const CLOSED = {
	code: "CLIENT_CLOSED",
	message: "Cannot use this client: it was closed",
	hint: "Open another one with connect()",
};

test("closing a client ends its streams and refuses whatever else goes on", async (t) => {
	const liar = await startLiar(t);
	const bus = new BusClient(liar.address, createFakeClock());
	let closedStreams = 0;
	const stream = bus.subscribe({}, { onClosed: () => (closedStreams += 1) });
	const looped = (async () => {
		for await (const _event of stream) assert.fail("there are no events");
		return "ended";
	})();
	const refused = [
		bus.waitFor({ source: "ci" }, { timeoutMs: 1_000 }),
		bus.status(),
		bus.query(),
		bus.emit({ source: "a", event_type: "b" }),
	].map((call) => assert.rejects(call, CLOSED));
	await liar.heard("emit");

	await bus.close();

	await Promise.all(refused);
	assert.equal(await looped, "ended");
	assert.equal(closedStreams, 1);
});

test("a closed client refuses what is asked of it, and may be closed again", async (t) => {
	const liar = await startLiar(t);
	const bus = new BusClient(liar.address);
	await bus.close();
	await bus.close();

	await assert.rejects(bus.status(), CLOSED);
	await assert.rejects(bus.emit({ source: "a", event_type: "b" }), CLOSED);
	await assert.rejects(bus.waitFor({ source: "ci" }), CLOSED);
	assert.deepEqual(await bus.subscribe().next(), { done: true, value: undefined });
	assert.equal(liar.peers.length, 0);
});

test("a client that is closed while it connects keeps no connection", async (t) => {
	const liar = await startLiar(t);
	const bus = new BusClient(liar.address);

	const refused = assert.rejects(bus.status(), CLOSED);
	await bus.close();

	await refused;
	await liar.connected(1);
	await new Promise((resolve) => liar.peers[0]?.socket.resume().once("close", resolve));
	assert.deepEqual(liar.requests, []);
});

test("closing does not wait for a daemon that takes no more bytes", async (t) => {
	const liar = await startLiar(t, (_, { socket }) => socket.pause());
	const bus = new BusClient(liar.address);
	const stalled = bus.status().catch(() => undefined);
	await liar.connected(1);
	await liar.heard("status");
	const large = { source: "a", event_type: "b", payload: "x".repeat(8_000_000) };
	const refused = assert.rejects(bus.emit(large, { signal: AbortSignal.timeout(50) }), {
		name: "TimeoutError",
	});
	await refused;

	await bus.close();

	await stalled;
	assert.ok(liar.requests.every(({ op }) => op === "status"));
});

test("leaving the scope of `await using` closes the client", async (t) => {
	const liar = await startLiar(t, ({ id }, { reply }) => reply({ ...IDLE_STATUS, id }));

	const escaped = await (async () => {
		await using bus = new BusClient(liar.address);
		await bus.status();
		return bus;
	})();

	await assert.rejects(escaped.status(), CLOSED);
});
