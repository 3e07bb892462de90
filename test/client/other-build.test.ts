/** What a client makes of a daemon that is of another build of waitbus. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import { IDLE_STATUS, startLiar } from "../support/liar-daemon.js";

const STOP = {
	code: "VERSION_MISMATCH",
	hint: "waitbus stop (the next command starts a daemon of this build)",
};

test("a status without what this build reads is told once, with what is missing", async (t) => {
	const { webhooks: _unknown, ...status } = IDLE_STATUS.status;
	const { bus, liar } = await connectTo(t, { op: "status", status: { ...status, version: "0.0.1" } });

	await assert.rejects(bus.status(), {
		...STOP,
		message: /\(0\.0\.1, not [\d.]+\): in its answer "status", status\.webhooks is missing$/,
	});

	assert.equal(liar.requests.length, 1);
});

test("a status of a newer build says how to update this program", async (t) => {
	const { bus } = await connectTo(t, { op: "status", status: { version: "999.0.0" } });

	await assert.rejects(bus.status(), { code: "VERSION_MISMATCH", hint: "npm install --global waitbus" });
});

test("an operation or a key that the daemon does not know yet is no fault of the caller", async (t) => {
	const refusal = { op: "error", code: "REQUEST_INVALID", hint: null };
	const old = await connectTo(t, {
		...refusal,
		message: 'Cannot read request: op is "reload", and must be one of emit',
	});
	const older = await connectTo(t, {
		...refusal,
		message: 'Cannot read request: unknown key "wait.subject"',
	});

	await assert.rejects(old.bus.reload(), { ...STOP, message: /op is "reload"/ });
	await assert.rejects(older.bus.waitFor({ source: "ci" }), {
		...STOP,
		message: /unknown key "wait\.subject"/,
	});
});

test("a value that the daemon refuses stays the caller's fault", async (t) => {
	const message = "Cannot read request: query.limit is 0, and must be >=1";
	const { bus } = await connectTo(t, { op: "error", code: "REQUEST_INVALID", message, hint: null });

	await assert.rejects(bus.query({}, { limit: 0 }), { code: "REQUEST_INVALID", message });
});

test("an error code of another build is an error all the same, with an exit code", async (t) => {
	const { bus } = await connectTo(t, {
		op: "error",
		code: "OF_TOMORROW",
		message: "Cannot do it",
		hint: null,
	});

	await assert.rejects(bus.status(), { ...STOP, exitCode: 125, message: /Cannot do it$/ });
});

test("a wait whose registration this build cannot read ends with the reason", async (t) => {
	const { bus } = await connectTo(t, { op: "waiting", cursor: null, text: "ci" });

	await assert.rejects(bus.waitFor({ source: "ci" }), { ...STOP, message: /notes is missing$/ });
});

test("a kind of answer that this build does not know ends a call, and is passed over by a wait", async (t) => {
	const { bus, liar } = await connectTo(t, { op: "of_tomorrow" });

	await assert.rejects(bus.status(), { ...STOP, message: /it answered with "of_tomorrow"$/ });
	const wait = bus.waitFor({ source: "ci" });
	const [request] = await liar.heard("wait");
	liar.peers[0]?.reply({ op: "waiting", id: request?.id, cursor: null, text: "", notes: [] });
	liar.peers[0]?.reply({ op: "error", id: request?.id, code: "STORE_FAILED", message: "full", hint: null });

	await assert.rejects(wait, { code: "STORE_FAILED" });
});

test("the version of the daemon is known whatever its status looks like", async (t) => {
	const { bus } = await connectTo(t, { op: "welcome", version: "0.0.1", pid: 1, max_frame_bytes: 1 });

	assert.equal(await bus.daemonVersion(), "0.0.1");
});

/** A client of a daemon that answers everything in this way. */
async function connectTo(t: TestContext, answer: object) {
	const liar = await startLiar(t, ({ id }, { reply }) => reply({ ...answer, id }));
	const bus = new BusClient(liar.address);
	t.after(() => bus.close());
	return { liar, bus };
}
