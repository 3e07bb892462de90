import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { createDeferred } from "../../src/platform/deferred.js";
import type { Emit } from "../../src/sources/source.js";
import { headOf, openScratchListener } from "./scratch-listener.js";

test("a delivery that came whole is committed and answered before the listener is closed", async (t) => {
	const called = createDeferred<void>();
	const commit = createDeferred<Awaited<ReturnType<Emit>>>();
	const emit = () => {
		called.resolve();
		return commit.promise;
	};
	const { listener, dial } = await openScratchListener(t, { emit });
	const sender = (await dial()).send(headOf("/plain", "Content-Length: 3"), "one");
	await called.promise;

	const closed = listener.close();
	commit.resolve([{ event_id: "event-1", outcome: "committed" }]);
	await closed;

	assert.match(await sender.hearAll(), /^HTTP\/1.1 200 OK[^]*Connection: close[^]*event-1/i);
});

test("half a delivery, an idle connection and half a head do not hold it up", async (t) => {
	const { listener, dial, recorder } = await openScratchListener(t);
	const half = (await dial()).send(headOf("/plain", "Content-Length: 10", "Expect: 100-continue"));
	await half.hear("100 Continue");
	const idle = await dial();
	const begun = (await dial()).send("POST /pl");

	await listener.close();

	assert.doesNotMatch(await half.hearAll(), /200 OK/);
	assert.equal(await idle.hearAll(), "");
	assert.equal(await begun.hearAll(), "");
	assert.equal(recorder.drafts.length, 0);
});

test("senders that were refused for their number do not hold it up either", async (t) => {
	const { listener, dial } = await openScratchListener(t, {
		limits: { maxConnections: 1, lingerMs: 3_600_000 },
	});
	await dial();
	const refused = await dial();
	await refused.hear("too_many_connections");

	await listener.close();

	assert.match(await refused.hearAll(), /^HTTP\/1.1 503/);
});

test("a connection that was kept alive is closed", async (t) => {
	const { listener, dial } = await openScratchListener(t);
	const sender = (await dial()).send(headOf("/plain", "Content-Length: 3"), "one");
	await sender.hear("event-1");
	sender.send(headOf("/plain", "Content-Length: 3"), "two");
	await sender.hear("event-2");

	await listener.close();

	assert.equal((await sender.hearAll()).split("200 OK").length, 3);
});

test("nobody is heard once it is closed", async (t) => {
	const { listener } = await openScratchListener(t);
	const { port } = listener;

	await listener.close();
	const socket = connect(port, "127.0.0.1");
	t.after(() => socket.destroy());

	await assert.rejects(once(socket, "connect"), { code: "ECONNREFUSED" });
});
