import assert from "node:assert/strict";
import { test } from "node:test";
import type { Activity } from "../../src/daemon/session-v2.js";
import { BusError } from "../../src/errors.js";
import { createDeferred } from "../../src/platform/deferred.js";
import { startSession } from "./scratch-session.js";

function createActivity(): Activity & { readonly calls: string[] } {
	const calls: string[] = [];
	return {
		calls,
		isBehind: false,
		cancel: (id) => calls.push(`cancel ${id}`),
		onDrain: () => calls.push("drain"),
		grant: (credit) => calls.push(`grant ${credit}`),
		close: () => calls.push("close"),
	};
}

test("a request reaches its handler as it was sent, and the reply carries its id", async (t) => {
	const { say, hear } = await startSession(t, (request, session) => {
		session.reply({
			op: "welcome",
			id: request.id,
			version: JSON.stringify(request),
			pid: session.peerPid,
			max_frame_bytes: 1,
		});
	});

	say({ proto: 2, op: "hello", id: 3 });

	assert.deepEqual(await hear(1), [
		{ op: "welcome", id: 3, version: '{"proto":2,"id":3,"op":"hello"}', pid: 17, max_frame_bytes: 1 },
	]);
});

test("the nanoseconds of an emitted event come through exactly", async (t) => {
	let events: readonly unknown[] = [];
	const { say } = await startSession(t, (request) => {
		if (request.op === "emit") events = request.events;
	});

	say('{"proto":2,"op":"emit","id":1,"events":[{"source":"a","received_at":1767225600123456789}]}');

	assert.deepEqual(events, [{ source: "a", received_at: "1767225600123456789" }]);
});

test("what is not a request is refused with a code, with its id where there is one, and the session goes on", async (t) => {
	const { say, hear, defects } = await startSession(t, (request, session) =>
		session.reply({ op: "stopping", id: request.id }),
	);

	say("{not json");
	say({ op: "dance", id: 4 });
	say({ op: "status" });
	say([]);
	say({ op: "stop", id: 5 });

	const replies = await hear(5);
	assert.deepEqual(
		replies.map(({ op, id, code = null }) => [op, id, code]),
		[
			["error", null, "FRAME_INVALID"],
			["error", 4, "REQUEST_INVALID"],
			["error", null, "REQUEST_INVALID"],
			["error", null, "REQUEST_INVALID"],
			["stopping", 5, null],
		],
	);
	assert.deepEqual(defects, []);
});

for (const kind of ["throws", "rejects"]) {
	test(`a handler that ${kind} answers with the error of the bus, and hides a defect of its own`, async (t) => {
		const known = new BusError("STORE_FULL", "Cannot store", { hint: "df -h" });
		const bug = new TypeError("secret detail");
		const { say, hear, defects } = await startSession(t, (request) => {
			const error = request.id === 1 ? known : bug;
			if (kind === "rejects") return Promise.reject(error);
			throw error;
		});

		say({ op: "status", id: 1 });
		say({ op: "status", id: 2 });

		assert.deepEqual(await hear(2), [
			{ op: "error", id: 1, code: "STORE_FULL", message: "Cannot store", hint: "df -h" },
			{ op: "error", id: 2, code: "INTERNAL", message: "Cannot answer: a defect in waitbus", hint: null },
		]);
		assert.deepEqual(defects, [bug]);
	});
}

test("an id that is still in use is refused, while its request starts and while it goes on, and free afterwards", async (t) => {
	const starting = createDeferred<void>();
	const activity = createActivity();
	const { session, say, hear } = await startSession(t, async (request, context) => {
		await starting.promise;
		context.start(request.id, activity);
		context.reply({ op: "subscribed", id: request.id, cursor: null, notes: [] });
	});
	const subscribe = { op: "subscribe", id: 9 };

	say(subscribe);
	say(subscribe);
	const [refusedAtStart] = await hear(1);
	starting.resolve();
	await hear(1);
	say(subscribe);
	const [refusedLater] = await hear(1);
	session.finish(9);
	say(subscribe);
	const [again] = await hear(1);

	for (const refused of [refusedAtStart, refusedLater]) {
		assert.deepEqual(
			[refused?.["code"], refused?.["message"]],
			["REQUEST_INVALID", "Cannot start request 9: an earlier one with this id is still active"],
		);
	}
	assert.equal(again?.["op"], "subscribed");
	assert.deepEqual(activity.calls, ["close"]);
});

test("room in the client's buffer is told to everything that goes on", async (t) => {
	const activities = [createActivity(), createActivity()];
	const { session, say } = await startSession(t, (request, context) => {
		const activity = activities[request.id];
		if (activity !== undefined) context.start(request.id, activity);
	});
	say({ op: "subscribe", id: 0 });
	say({ op: "wait", id: 1, source: "a" });

	session.onDrain();

	assert.deepEqual(
		activities.map(({ calls }) => calls),
		[["drain"], ["drain"]],
	);
});

test("a closed session ends what goes on and what only begins, and says nothing more", async (t) => {
	const starting = createDeferred<void>();
	const [running, late] = [createActivity(), createActivity()];
	const { session, say, hear } = await startSession(t, async (request, context) => {
		if (request.id === 2) await starting.promise;
		context.start(request.id, request.id === 1 ? running : late);
		context.reply({ op: "subscribed", id: request.id, cursor: null, notes: [] });
	});
	say({ op: "subscribe", id: 1 });
	say({ op: "subscribe", id: 2 });
	await hear(1);

	session.sayGoodbye("shutdown");
	session.close();
	starting.resolve();
	await new Promise((resolve) => setImmediate(resolve));
	session.fail(3, new BusError("STORE_FULL", "late"));

	assert.deepEqual(await hear(1), [{ op: "goodbye", reason: "shutdown" }]);
	assert.deepEqual([running.calls, late.calls], [["close"], ["close"]]);
	assert.equal(session.isIdle, true);
});
