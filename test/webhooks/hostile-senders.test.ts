import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { promisify } from "node:util";
import { createDeferred } from "../../src/platform/deferred.js";
import type { Emit } from "../../src/sources/source.js";
import type { Sender } from "./scratch-listener.js";
import { headOf, openScratchListener } from "./scratch-listener.js";

test("a body over the limit is refused as soon as its length is known", async (t) => {
	const { dial } = await openScratchListener(t);

	const sender = (await dial()).send(headOf("/plain", "Content-Length: 10485761"));

	assert.equal(await sender.refusal(), "413 body_too_large");
});

test("a sender that reads nothing before it has sent its oversized body still reads why", async (t) => {
	const { listener } = await openScratchListener(t);
	// As simple clients do it, and unlike Node: where a write fails, nothing is read.
	const script = `set -e
		exec 3<>/dev/tcp/127.0.0.1/${listener.port}
		printf 'POST /plain HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 12000000\\r\\n\\r\\n' >&3
		head -c 12000000 /dev/zero >&3
		cat <&3`;

	const { stdout } = await promisify(execFile)("bash", ["-c", script]);

	assert.match(stdout, /^HTTP\/1.1 413 [^]*"body_too_large"/);
});

test("a body of exactly the limit is taken", async (t) => {
	const { post } = await openScratchListener(t);

	const { status } = await post("/plain", Buffer.alloc(10 * 1024 * 1024));

	assert.equal(status, 200);
});

test("a chunked body is taken up to the limit, and refused beyond it", async (t) => {
	const { dial, recorder } = await openScratchListener(t, { limits: { maxBodyBytes: 8 } });
	const chunked = headOf("/plain", "Transfer-Encoding: chunked", "Connection: close");

	const fitting = (await dial()).send(chunked, "4\r\nabcd\r\n", "4\r\nefgh\r\n", "0\r\n\r\n");
	const exceeding = (await dial()).send(chunked, "4\r\nabcd\r\n", "5\r\nefghi\r\n");

	assert.match(await fitting.hearAll(), /^HTTP\/1.1 200 OK/);
	assert.equal(await exceeding.refusal(), "413 body_too_large");
	assert.deepEqual(
		recorder.drafts.map(({ delivery_id }) => delivery_id),
		["abcdefgh"],
	);
});

test("a sender that asks before it sends is not made to send in vain", async (t) => {
	const { dial, recorder } = await openScratchListener(t);
	const expecting = ["Expect: 100-continue", "Connection: close"];

	const large = (await dial()).send(headOf("/plain", ...expecting, "Content-Length: 99999999"));
	const small = (await dial()).send(headOf("/plain", ...expecting, "Content-Length: 3"));
	await small.hear("100 Continue");
	small.send("one");

	assert.equal(await large.refusal(), "413 body_too_large");
	assert.match(await small.hearAll(), /HTTP\/1.1 200 OK/);
	assert.equal(recorder.drafts.length, 1);
});

test("a body that does not come is waited for only so long", async (t) => {
	const { dial, recorder } = await openScratchListener(t, { limits: { bodyTimeoutMs: 20, lingerMs: 20 } });

	const sender = (await dial()).send(headOf("/plain", "Content-Length: 10"), "abc");

	assert.equal(await sender.refusal(), "408 body_timeout");
	assert.equal(recorder.drafts.length, 0);
});

test("a head that does not come to its end is waited for only so long", async (t) => {
	const { dial } = await openScratchListener(t, { limits: { headTimeoutMs: 50, lingerMs: 20 } });

	const sender = (await dial()).send("POST /plain HTTP/1.1\r\nHost: localhost\r\nX-Slow");

	assert.equal(await sender.refusal(), "408 head_timeout");
});

test("a connection on which nothing comes is closed without a word", async (t) => {
	const { dial } = await openScratchListener(t, { limits: { headTimeoutMs: 20 } });

	const sender = await dial();

	assert.equal(await sender.hearAll(), "");
});

test("a body that ends before its length is refused and not stored", async (t) => {
	const { dial, recorder } = await openScratchListener(t);

	const sender = (await dial()).send(headOf("/plain", "Content-Length: 10"), "abc").hangUp();

	assert.equal(await sender.refusal(), "400 body_incomplete");
	assert.equal(recorder.drafts.length, 0);
});

test("a sender that vanishes in the middle of its body leaves nothing", async (t) => {
	const { dial, post, recorder } = await openScratchListener(t);
	const sender = (await dial()).send(headOf("/plain", "Content-Length: 10", "Expect: 100-continue"));
	await sender.hear("100 Continue");

	sender.send("abc").vanish();
	await post("/plain", "another");

	assert.deepEqual(
		recorder.drafts.map(({ delivery_id }) => delivery_id),
		["another"],
	);
});

test("a sender that closes its half after the body reads its answer, however late it comes", async (t) => {
	const called = createDeferred<void>();
	const commit = createDeferred<Awaited<ReturnType<Emit>>>();
	const emit = () => {
		called.resolve();
		return commit.promise;
	};
	const { dial, ask } = await openScratchListener(t, { emit });

	const sender = (await dial()).send(headOf("/plain", "Content-Length: 3"), "one").hangUp();
	await called.promise;
	// What was sent before this request has been heard before it is answered.
	await ask("/healthz");
	commit.resolve([{ event_id: "event-1", outcome: "committed" }]);

	assert.match(await sender.hearAll(), /^HTTP\/1.1 200 OK[^]*"accepted"/);
});

const MALFORMED: Readonly<Record<string, readonly [request: string | Buffer, refusal: string]>> = {
	"bytes that are not HTTP": [Buffer.from([0, 0, 0, 9, 123, 125, 13, 10]), "400 request_malformed"],
	"a TLS handshake": [Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), "400 request_malformed"],
	"two lengths": [headOf("/plain", "Content-Length: 3", "Content-Length: 4"), "400 request_malformed"],
	"a length and chunks": [
		headOf("/plain", "Content-Length: 3", "Transfer-Encoding: chunked"),
		"400 request_malformed",
	],
	"a length that is no number": [headOf("/plain", "Content-Length: -1"), "400 request_malformed"],
	"a chunk whose size is no number": [
		`${headOf("/plain", "Transfer-Encoding: chunked")}zz\r\n`,
		"400 request_malformed",
	],
	"a coding that is not known": [
		headOf("/plain", "Transfer-Encoding: gzip, chunked"),
		"501 transfer_encoding_unsupported",
	],
	"a compressed body": [
		headOf("/plain", "Content-Encoding: gzip", "Content-Length: 0"),
		"415 content_encoding_unsupported",
	],
	"a head without end": [headOf("/plain", `X-Long: ${"x".repeat(20_000)}`), "431 head_too_large"],
	"no Host": ["POST /plain HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "400 host_missing"],
	"a CONNECT": ["CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", "405 method_not_allowed"],
};

for (const [name, [request, refusal]] of Object.entries(MALFORMED)) {
	test(`${name}: refused as ${refusal}, in JSON`, async (t) => {
		const { dial, recorder } = await openScratchListener(t, { limits: { lingerMs: 20 } });

		const sender = (await dial()).send(request);
		if (refusal.startsWith("415")) sender.hangUp();

		assert.equal(await sender.refusal(), refusal);
		assert.equal(recorder.drafts.length, 0);
	});
}

test("random bytes on many connections neither store anything nor keep others from being heard", async (t) => {
	const { dial, post, recorder } = await openScratchListener(t, {
		limits: { lingerMs: 20, headTimeoutMs: 100 },
	});

	const senders = await Promise.all(Array.from({ length: 60 }, () => dial()));
	for (const sender of senders) sender.send(randomBytes(2_000));
	const { status } = await post("/plain", "one");
	await Promise.all(senders.map((sender) => sender.hearAll()));

	assert.equal(status, 200);
	assert.equal(recorder.drafts.length, 1);
});

test("a hundred senders are heard at once, the next one is told to come later, and later is heard", async (t) => {
	const commit = createDeferred<Awaited<ReturnType<Emit>>>();
	const { dial } = await openScratchListener(t, { emit: () => commit.promise, limits: { lingerMs: 20 } });
	const request = headOf("/plain", "Content-Length: 3", "Connection: close");

	const senders: Sender[] = [];
	for (let index = 0; index < 100; index += 1) senders.push((await dial()).send(request, "one"));
	const refused = (await dial()).send(request, "one");
	assert.equal(await refused.refusal(), "503 too_many_connections");
	commit.resolve([{ event_id: "event-1", outcome: "committed" }]);
	const answers = await Promise.all(senders.map((sender) => sender.hearAll()));
	const later = (await dial()).send(request, "one");

	assert.equal(answers.filter((answer) => answer.startsWith("HTTP/1.1 200 OK")).length, 100);
	assert.match(await later.hearAll(), /^HTTP\/1.1 200 OK/);
});

test("what all bodies together may hold in memory is bounded, and given back", async (t) => {
	const limits = { maxBufferedBytes: 10, lingerMs: 20 };
	const { dial, post } = await openScratchListener(t, { limits });
	const holder = (await dial()).send(headOf("/plain", "Content-Length: 9", "Expect: 100-continue"));
	await holder.hear("100 Continue");
	const other = (await dial()).send(headOf("/plain", "Content-Length: 9", "Expect: 100-continue"));
	await other.hear("100 Continue");

	holder.send("12345678");
	other.send("12345678");
	const first = await Promise.race([holder.refusal(), other.refusal()]);
	holder.vanish();
	other.vanish();

	assert.equal(first, "503 busy");
	assert.equal((await post("/plain", "0123456789")).status, 200);
	assert.equal((await post("/plain", "9876543210")).status, 200);
});

test("a sender that pipelines without end is cut off", async (t) => {
	const emit = () => new Promise<never>(() => undefined);
	const { dial } = await openScratchListener(t, { emit });

	const sender = (await dial()).send(`${headOf("/plain", "Content-Length: 3")}one`.repeat(20));

	assert.equal(await sender.hearAll(), "");
});
