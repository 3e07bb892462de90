import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { BusError } from "../../src/errors.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { Emit } from "../../src/sources/source.js";
import { WebhookCounters } from "../../src/webhooks/counters.js";
import { createFakeClock } from "../support/fake-clock.js";
import { headOf, openScratchListener, plainSource } from "./scratch-listener.js";

test("an authentic delivery is answered with the ids of its events", async (t) => {
	const { post, recorder } = await openScratchListener(t);

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 200);
	assert.deepEqual(json, { status: "accepted", events: ["event-1"] });
	assert.equal(recorder.drafts.length, 1);
});

test("a delivery is answered after the commit, not before", async (t) => {
	const order: string[] = [];
	const called = createDeferred<void>();
	const commit = createDeferred<Awaited<ReturnType<Emit>>>();
	const { post, ask } = await openScratchListener(t, {
		emit: () => {
			called.resolve();
			return commit.promise;
		},
	});

	const answered = post("/plain", "one").then(() => order.push("answered"));
	await called.promise;
	// An answer that did not wait would have come before this one.
	await ask("/healthz");
	order.push("committed");
	commit.resolve([{ event_id: "event-1", outcome: "committed" }]);
	await answered;

	assert.deepEqual(order, ["committed", "answered"]);
});

test("a delivery that came before is accepted again and stored once", async (t) => {
	const { post, recorder } = await openScratchListener(t);
	await post("/plain", "one");

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 200);
	assert.deepEqual(json, { status: "accepted", events: ["event-1"], duplicates: 1 });
	assert.equal(recorder.drafts.length, 1);
});

test("whoever is not authentic gets 401, before the body is looked at, and leaves nothing", async (t) => {
	let parsed = 0;
	const routes = [
		{
			...plainSource,
			toDrafts: () => {
				parsed += 1;
				return [];
			},
		},
	];
	const { post, recorder } = await openScratchListener(t, { routes });

	const { status, json } = await post("/plain", "{", { "x-token": "guess" });

	assert.equal(status, 401);
	assert.equal(json.error?.code, "token_wrong");
	assert.equal(parsed, 0);
	assert.equal(recorder.drafts.length, 0);
});

test("a refusal may say by which scheme to try again", async (t) => {
	const authenticate = () => ({ code: "no", message: "Cannot", challenge: 'Bearer realm="waitbus"' });
	const { post } = await openScratchListener(t, { routes: [{ ...plainSource, authenticate }] });

	const { headers } = await post("/plain", "one");

	assert.equal(headers.get("www-authenticate"), 'Bearer realm="waitbus"');
});

test("a source whose secret is missing says which command sets it", async (t) => {
	const { post } = await openScratchListener(t, { secretsFor: () => [] });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 503);
	assert.equal(json.error?.code, "secret_missing");
	assert.equal(json.error?.hint, "waitbus secret set plain-secret");
});

test("secrets that cannot be read are told with their remedy", async (t) => {
	const secretsFor = () => {
		throw new BusError("PATH_INVALID", 'Cannot use "secrets.json": it is open to other users', {
			hint: "chmod",
		});
	};
	const { post } = await openScratchListener(t, { secretsFor });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 503);
	assert.deepEqual(json.error, {
		code: "path_invalid",
		message: 'Cannot use "secrets.json": it is open to other users',
		hint: "chmod",
	});
});

test("the health of the listener can be asked for", async (t) => {
	const { ask } = await openScratchListener(t);

	const { status, json } = await ask("/healthz");

	assert.equal(status, 200);
	assert.deepEqual(json, { status: "ok" });
});

test("an unknown path is refused with those that there are", async (t) => {
	const { post } = await openScratchListener(t);

	const { status, json } = await post("/nowhere", "one");

	assert.equal(status, 404);
	assert.equal(json.error?.code, "not_found");
	assert.equal(json.error?.hint, "There are /plain, /healthz");
});

test("a path is found whatever its query is, and in a whole URL", async (t) => {
	const { post, dial } = await openScratchListener(t);
	const sender = await dial();

	const { status } = await post("/plain?token=1", "one");
	sender.send(headOf("http://localhost/plain", "Content-Length: 3", "Connection: close"), "two");

	assert.equal(status, 200);
	assert.match(await sender.hearAll(), /^HTTP\/1.1 200 OK/);
});

for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
	test(`${method} of a path that is posted to is refused with what is allowed`, async (t) => {
		const { ask } = await openScratchListener(t);

		const { status, headers, json } = await ask("/plain", { method });

		assert.equal(status, 405);
		assert.equal(headers.get("allow"), "POST");
		assert.equal(json.error?.code, "method_not_allowed");
	});
}

test("a web page is refused, even if it knows the secret", async (t) => {
	const { post, recorder } = await openScratchListener(t);

	const { status, json } = await post("/plain", "one", { origin: "https://example.org" });

	assert.equal(status, 403);
	assert.equal(json.error?.code, "origin_refused");
	assert.equal(recorder.drafts.length, 0);
});

test("an event that is malformed is the sender's mistake", async (t) => {
	const emit = () => Promise.reject(new BusError("EVENT_INVALID", "Cannot emit event: source is missing"));
	const { post } = await openScratchListener(t, { emit });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 400);
	assert.equal(json.error?.code, "event_invalid");
});

test("a store that fails makes the sender try again later", async (t) => {
	const emit = () => Promise.reject(new BusError("STORE_FULL", "Cannot store: the disk is full"));
	const { post } = await openScratchListener(t, { emit });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 503);
	assert.equal(json.error?.code, "store_full");
});

test("a defect is answered, and shows nothing of itself", async (t) => {
	const toDrafts = () => {
		throw new TypeError("at secret.ts:1");
	};
	const { post } = await openScratchListener(t, { routes: [{ ...plainSource, toDrafts }] });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 500);
	assert.deepEqual(json.error, {
		code: "internal",
		message: "Cannot handle the request: a defect in waitbus",
		hint: null,
	});
});

test("a delivery that means nothing to its source is accepted", async (t) => {
	const emit = () => Promise.reject(new Error("nothing to emit"));
	const { post } = await openScratchListener(t, { emit, routes: [{ ...plainSource, toDrafts: () => [] }] });

	const { status, json } = await post("/plain", "one");

	assert.equal(status, 200);
	assert.deepEqual(json.events, []);
});

test("paths that a sender makes up do not make the counts grow", async (t) => {
	const counters = new WebhookCounters();
	const { post } = await openScratchListener(t, { counters });

	await post("/plain", "one");
	await post("/a", "");
	await post("/b", "");

	assert.deepEqual(counters.list(), [
		{ route: "plain", outcome: "accepted", count: 1 },
		{ route: "none", outcome: "not_found", count: 2 },
	]);
	assert.deepEqual(counters.listBytes(), [{ route: "plain", bytes: 3 }]);
});

test("refused and ignored deliveries are counted apart, and bodies with every byte that came whole", async (t) => {
	const counters = new WebhookCounters();
	const silent = { ...plainSource, toDrafts: () => [] };
	const { post } = await openScratchListener(t, { counters, routes: [silent], limits: { maxBodyBytes: 10 } });

	await post("/plain", "12345");
	await post("/plain", "12345", { "x-token": "wrong" });
	await post("/plain", "12345678901");

	assert.deepEqual(
		counters.list().map(({ outcome }) => outcome),
		["ignored", "token_wrong", "body_too_large"],
	);
	assert.deepEqual(counters.listBytes(), [{ route: "plain", bytes: 10 }]);
});

test("routes can be changed while it listens", async (t) => {
	const { listener, post } = await openScratchListener(t);

	listener.setRoutes([{ ...plainSource, path: "/other" }]);

	assert.equal((await post("/plain", "one")).status, 404);
	assert.equal((await post("/other", "one")).status, 200);
});

test("two sources with one path are refused", async (t) => {
	await assert.rejects(openScratchListener(t, { routes: [plainSource, { ...plainSource, name: "twin" }] }), {
		code: "CONFIG_INVALID",
		message: 'Cannot serve "/plain": both plain and twin want it',
	});
});

test("a port that is taken is refused with what to do", async (t) => {
	const { listener } = await openScratchListener(t);

	await assert.rejects(openScratchListener(t, { port: listener.port }), {
		code: "PORT_UNAVAILABLE",
		message: `Cannot listen on "127.0.0.1:${listener.port}": address already in use`,
	});
});

test("nobody is heard at another address than 127.0.0.1", async (t) => {
	const { listener } = await openScratchListener(t);

	const socket = connect({ host: "127.0.0.2", port: listener.port });
	t.after(() => socket.destroy());

	await assert.rejects(once(socket, "connect"));
});

test("a listener that nobody talks to has no timer", async (t) => {
	const clock = createFakeClock();
	const { dial } = await openScratchListener(t, { clock });
	const sender = (await dial()).send(headOf("/plain", "Content-Length: 3", "Connection: close"), "one");

	assert.match(await sender.hearAll(), /^HTTP\/1.1 200 OK/);

	assert.equal(clock.pendingTimers, 0);
});
