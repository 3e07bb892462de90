import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rejectOnAbort } from "../../src/client/abort.js";
import { BusClient } from "../../src/client/bus-client.js";
import { createDeferred } from "../../src/platform/deferred.js";
import { takeNumbers } from "../support/take-numbers.js";
import { startLiar } from "../support/liar-daemon.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const REASON = new Error("enough");
const DRAFT = { source: "ci", event_type: "done" };

const CALLS: readonly (readonly [
	string,
	string,
	(bus: BusClient, signal: AbortSignal) => Promise<unknown>,
])[] = [
	["emit", "emit", (bus, signal) => bus.emit(DRAFT, { signal })],
	["emitBatch", "emit", (bus, signal) => bus.emitBatch([DRAFT, DRAFT], { signal })],
	["waitFor", "wait", (bus, signal) => bus.waitFor({ source: "ci" }, { signal })],
	[
		"waitFor with a time limit",
		"wait",
		(bus, signal) => bus.waitFor({ source: "ci" }, { signal, timeoutMs: 3_600_000 }),
	],
	["wait", "wait", (bus, signal) => bus.wait({ allOf: ["ci:a=1"] }, { signal })],
	["a stream", "subscribe", (bus, signal) => bus.subscribe({}, { signal }).next()],
	["query", "query", (bus, signal) => bus.query({}, { signal })],
	["get", "get", (bus, signal) => bus.get("01J0000000000000000000000A", { signal })],
	["status", "status", (bus, signal) => bus.status({ signal })],
	["why", "why", (bus, signal) => bus.why({}, { signal })],
	["stopDaemon", "stop", (bus, signal) => bus.stopDaemon({ signal })],
];

for (const [name, op, call] of CALLS) {
	test(`${name} that the daemon does not answer ends with the signal's reason`, async (t) => {
		const liar = await startLiar(t);
		const bus = new BusClient(liar.address);
		t.after(() => bus.close());
		const abort = new AbortController();

		const pending = call(bus, abort.signal);
		await liar.heard(op);
		abort.abort(REASON);

		await assert.rejects(pending, REASON);
	});
}

for (const [name, op, call] of CALLS.filter(([, operation]) => operation !== "stop")) {
	test(`${name} with a signal that has aborted already asks nothing`, async (t) => {
		const liar = await startLiar(t);
		const bus = new BusClient(liar.address);
		t.after(() => bus.close());

		await assert.rejects(call(bus, AbortSignal.abort(REASON)), REASON);
		assert.deepEqual(
			liar.requests.filter((request) => request.op === op),
			[],
		);
	});
}

for (const [name, , call] of CALLS.filter(([, operation]) => operation !== "stop")) {
	test(`${name} is aborted while the daemon is only being started`, async (t) => {
		const folder = makeTemporaryDirectory(t);
		const [startProgram, pidPath] = [join(folder, "hangs.cjs"), join(folder, "pid")];
		// A daemon that never says how its start went.
		writeFileSync(
			startProgram,
			`require("fs").writeFileSync(${JSON.stringify(pidPath)}, String(process.pid)); setInterval(() => {}, 1e6);`,
		);
		const bus = new BusClient({ socketPath: join(folder, "none.sock"), startProgram, env: {} });
		const abort = new AbortController();

		const rejected = assert.rejects(call(bus, abort.signal), REASON);
		const pid = await readPid(pidPath);
		t.after(() => process.kill(pid));
		abort.abort(REASON);

		await rejected;
		await bus.close();
	});
}

async function readPid(path: string): Promise<number> {
	for (;;) {
		try {
			const pid = Number(readFileSync(path, "utf8"));
			if (pid > 0) return pid;
		} catch {
			// It is not there yet.
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}

test("an aborted stream gives out nothing more, not even what had come", async (t) => {
	const liar = await startLiar(t, ({ id }, { reply }) => {
		reply({ op: "subscribed", id, cursor: null });
		for (const n of [1, 2])
			reply({
				op: "event",
				id,
				event: { kind: "event", event_id: `01J000000000000000000000${n}0`, received_at: 1, fields: { n } },
			});
		reply({ op: "caught_up", id, cursor: null });
	});
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	const abort = new AbortController();
	const stream = bus.subscribe({}, { signal: abort.signal });

	assert.deepEqual(await takeNumbers(stream, 1), [1]);
	abort.abort(REASON);

	await assert.rejects(stream.next(), REASON);
	await liar.heard("cancel");
});

test("what was settled before the abort stays so", async () => {
	const abort = new AbortController();
	const kept = rejectOnAbort(Promise.resolve("done"), abort.signal);

	assert.equal(await kept, "done");
	abort.abort(REASON);
	await assert.rejects(rejectOnAbort(Promise.reject(new Error("first")), undefined), /first/);
	await assert.rejects(rejectOnAbort(createDeferred<void>().promise, abort.signal), REASON);
});
