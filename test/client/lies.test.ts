/** What a client makes of a daemon that breaks the protocol, is silent, or hangs up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import { BusError } from "../../src/errors.js";
import { encodeEvent } from "../../src/event/encode-event.js";
import { sampleEvent } from "../event/matcher/sample-event.js";
import { createFakeClock } from "../support/fake-clock.js";
import { type LiarPeer, type LiarRequest, IDLE_STATUS, startLiar } from "../support/liar-daemon.js";
import { frameOf } from "../support/raw-client.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const halfFrame = frameOf('{"op":"matched"}').subarray(0, 9);

for (const [what, answer, found] of [
	[
		"an HTTP response",
		({ socket }) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
		"what it sent is not the protocol",
	],
	[
		"a frame that is not JSON",
		({ socket }) => socket.write(frameOf("hello")),
		"what it sent is not the protocol",
	],
	["a frame that is null", ({ reply }) => reply(null), "what it sent is not the protocol"],
	[
		"an event without the event",
		({ reply }) => reply({ op: "event", id: 1 }),
		"what it sent is not the protocol",
	],
	[
		"a frame over the limit",
		({ socket }) => socket.write(Buffer.from([0x7f, 0, 0, 0])),
		"what it sent is not the protocol",
	],
	["half a frame and the end", ({ socket }) => socket.end(halfFrame), "the daemon closed the connection"],
	["the end", ({ socket }) => socket.end(), "the daemon closed the connection"],
	["a sudden death", ({ socket }) => socket.destroy(), undefined],
] satisfies [string, (peer: LiarPeer) => unknown, string | undefined][]) {
	test(`a daemon that answers with ${what} is tried again, then given up as unreachable`, async (t) => {
		const liar = await startLiar(t, (_, peer) => void answer(peer));
		const bus = new BusClient(liar.address);

		await assert.rejects(bus.status(), (error: { code?: unknown; message: string; hint?: unknown }) => {
			assert.deepEqual([error.code, error.hint], ["DAEMON_UNREACHABLE", "waitbus status"]);
			if (found !== undefined) assert.equal(error.message, `Cannot talk to the daemon: ${found}`);
			return true;
		});
		assert.equal(liar.peers.length, 4);
		await bus.close();
	});
}

test("a refusal of the whole connection is told once, with its code, and the connection ends", async (t) => {
	const refusal = {
		op: "error",
		id: null,
		code: "PEER_REFUSED",
		message: "Cannot serve this process",
		hint: "a hint",
	};
	const liar = await startLiar(t, (_, { reply }) => reply(refusal));
	const bus = new BusClient(liar.address);

	const calls = await Promise.allSettled([
		bus.status(),
		bus.waitFor({ source: "ci" }),
		bus.subscribe().next(),
	]);

	for (const call of calls) {
		assert.equal(call.status, "rejected");
		const { code, message, hint } = call.reason as { code: string; message: string; hint: string };
		assert.deepEqual([code, message, hint], ["PEER_REFUSED", "Cannot serve this process", "a hint"]);
	}
	assert.equal(liar.peers.length, 1);
	await new Promise((resolve) => liar.peers[0]?.socket.once("close", resolve));
});

for (const [call, reply] of [
	["status", { op: "ack", results: [] }],
	["emit", IDLE_STATUS],
	["query", { op: "ack", results: [] }],
	["get", { op: "end", next: null }],
	["why", { op: "end", next: null }],
] as const) {
	test(`a reply that does not belong to ${call} is a defect, not an answer`, async (t) => {
		const liar = await startLiar(t, ({ id }, peer) => peer.reply({ ...reply, id }));
		const bus = new BusClient(liar.address);
		t.after(() => bus.close());
		const calls = {
			status: () => bus.status(),
			emit: () => bus.emit({ source: "a", event_type: "b" }),
			query: () => bus.query(),
			get: () => bus.get("x"),
			why: () => bus.why(),
		};

		await assert.rejects(calls[call](), { code: "INTERNAL", message: /^Cannot use the reply / });
	});
}

test("where nobody listens and none may be started, every call says so with the remedy", async (t) => {
	const socketPath = `${makeTemporaryDirectory(t)}/none.sock`;
	const bus = new BusClient({ socketPath, startProgram: undefined, env: {} });
	const wanted = {
		code: "DAEMON_UNREACHABLE",
		message: `Cannot connect to "${socketPath}": no such file`,
		hint: "Start it with: waitbus serve",
	};

	await assert.rejects(bus.emit({ source: "a", event_type: "b" }), wanted);
	await assert.rejects(bus.waitFor({ source: "ci" }), wanted);
	await assert.rejects(bus.subscribe().next(), wanted);
	await assert.rejects(bus.stopDaemon(), wanted);
});

/** Answers a wait with its registration and then stalls in the middle of a frame. */
function stall({ op, id }: LiarRequest, { reply, socket }: LiarPeer): void {
	if (op !== "wait") return;
	reply({ op: "waiting", id, cursor: null, text: "", notes: [] });
	socket.write(halfFrame);
}

test("a daemon that stalls in the middle of a frame does not hold a wait beyond its time", async (t) => {
	const liar = await startLiar(t, stall);
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	t.after(() => bus.close());
	let state = "waiting";
	const armed = new Promise<void>((resolve) => {
		void bus
			.waitFor({ source: "ci" }, { timeoutMs: 5_000, onArmed: () => resolve() })
			.catch((error: unknown) => {
				state = error instanceof BusError ? `${error.code}: ${error.message}` : String(error);
			});
	});
	await armed;

	clock.advance(4_999);
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(state, "waiting");
	clock.advance(1);
	// Its time is over: what is left is a moment for the daemon's last word, which never comes.
	await liar.heard("cancel");
	clock.advance(100);
	await new Promise((resolve) => setImmediate(resolve));

	assert.equal(state, "WAIT_TIMED_OUT: Timed out after 5 s: no match");
	assert.equal(clock.pendingTimers, 0);
});

test("a daemon that never answers does not hold a wait beyond its time either", async (t) => {
	const liar = await startLiar(t);
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	t.after(() => bus.close());

	const timedOut = assert.rejects(bus.waitFor({ source: "ci" }, { timeoutMs: 50 }), {
		code: "WAIT_TIMED_OUT",
	});
	await liar.heard("wait");
	clock.advance(50);
	await liar.heard("cancel");
	clock.advance(100);

	await timedOut;
});

test("the last word of the daemon tells which clauses were outstanding", async (t) => {
	const liar = await startLiar(t, ({ op, id, target }, { reply }) => {
		if (op !== "cancel") return;
		const clauses = [
			{ text: "ci:a=1", matched_event_id: "x", matches: 1 },
			{ text: "ci:b=1", matched_event_id: null, matches: 0 },
		];
		reply({ op: "cancelled", id, target, clauses });
	});
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	t.after(() => bus.close());

	const timedOut = assert.rejects(bus.wait({ allOf: ["ci:a=1", "ci:b=1"] }, { timeoutMs: 90_000 }), {
		code: "WAIT_TIMED_OUT",
		message: "Timed out after 1 min 30 s: nothing matched ci:b=1",
	});
	await liar.heard("wait");
	clock.advance(90_000);

	await timedOut;
});

for (const timeoutMs of [0, -1, Number.NaN]) {
	test(`a time limit of ${timeoutMs} is refused before anything is asked`, async (t) => {
		const liar = await startLiar(t);
		const bus = new BusClient(liar.address);

		await assert.rejects(bus.waitFor({ source: "ci" }, { timeoutMs }), {
			code: "REQUEST_INVALID",
			message: `Cannot wait for ${timeoutMs} ms: not longer than zero`,
		});
		assert.equal(liar.peers.length, 0);
	});
}

test("a wait that is refused or aborted leaves no timer behind that would keep its process alive", async (t) => {
	const liar = await startLiar(t, ({ op, id, source }, { reply }) => {
		if (op === "wait" && source === "bad")
			reply({ op: "error", id, code: "MATCHER_INVALID", message: "no", hint: null });
	});
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	t.after(() => bus.close());
	const abort = new AbortController();

	await assert.rejects(bus.waitFor({ source: "bad" }, { timeoutMs: 3_600_000 }), { code: "MATCHER_INVALID" });
	const aborted = assert.rejects(
		bus.waitFor({ source: "good" }, { timeoutMs: 3_600_000, signal: abort.signal }),
		{ name: "AbortError" },
	);
	await liar.heard("wait", 2);
	abort.abort();
	await aborted;

	assert.equal(clock.pendingTimers, 0);
});

test("a daemon that hangs up on every connection is asked ever more rarely, and given up after a minute", async (t) => {
	const liar = await startLiar(t, (_, { socket }) => socket.end());
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	let failure: unknown;
	const stream = bus.subscribe();
	const ended = stream.next().catch((error: unknown) => {
		failure = error;
	});

	// The first loss is answered at once; from then on each attempt waits for its moment.
	await liar.connected(2);
	let connections = 2;
	for (let delayMs = 20; failure === undefined && connections < 100; delayMs = Math.min(delayMs * 2, 2_000)) {
		while (clock.pendingTimers === 0 && failure === undefined)
			await new Promise((resolve) => setImmediate(resolve));
		if (failure !== undefined) break;
		assert.equal(liar.peers.length, connections);
		clock.advance(delayMs);
		connections += 1;
	}
	await ended;

	assert.equal((failure as { code?: unknown }).code, "DAEMON_UNREACHABLE");
	assert.ok(clock.monotonicMs() > 60_000 && clock.monotonicMs() < 65_000, String(clock.monotonicMs()));
	assert.equal(clock.pendingTimers, 0);
});

test("an abort ends a stream that waits for its daemon to come back, with its timer", async (t) => {
	const liar = await startLiar(t, (_, { socket }) => socket.end());
	const clock = createFakeClock();
	const bus = new BusClient(liar.address, clock);
	const abort = new AbortController();
	const ended = assert.rejects(bus.subscribe({}, { signal: abort.signal }).next(), { name: "AbortError" });
	while (clock.pendingTimers === 0) await new Promise((resolve) => setImmediate(resolve));

	abort.abort();

	await ended;
	assert.equal(clock.pendingTimers, 0);
});

test("a stream goes on after the last event it got, and after the last gap it was told of", async (t) => {
	const liar = await startLiar(t, ({ id }, { reply, socket, index }) => {
		reply({ op: "subscribed", id, cursor: "01J00000000000000000000000" });
		if (index === 1) socket.write(frameOf(`{"op":"event","id":${id},"event":${encodeEvent(sampleEvent())}}`));
		if (index === 2) reply({ op: "gap", id, removed_through: "01J0000000000000000000000X" });
		if (index < 3) socket.end();
	});
	const bus = new BusClient(liar.address);
	const gaps: string[] = [];
	const stream = bus.subscribe({ source: "docker" }, { onGap: (id) => gaps.push(id) });

	assert.deepEqual((await stream.next()).value, sampleEvent());
	const waiting = stream.next();
	const subscribes = await liar.heard("subscribe", 4);
	await bus.close();

	assert.equal((await waiting).done, true);
	assert.deepEqual(gaps, ["01J0000000000000000000000X"]);
	assert.deepEqual(
		subscribes.map(({ since }) => since),
		[undefined, "01J00000000000000000000000", sampleEvent().event_id, "01J0000000000000000000000X"],
	);
});
