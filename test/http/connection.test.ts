import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { createFakeClock } from "../support/fake-clock.js";
import { openHttpBus } from "../support/http-bus.js";
import { HttpStream } from "../support/http-stream.js";

async function readAll(socket: Socket): Promise<string> {
	let text = "";
	socket.setEncoding("utf8").on("data", (chunk: string) => {
		text += chunk;
	});
	socket.on("error", () => undefined);
	await once(socket, "close");
	return text;
}

async function exchange(socketPath: string, ...parts: readonly string[]): Promise<string> {
	const socket = connect(socketPath);
	for (const part of parts) socket.write(part);
	return readAll(socket);
}

function bodyOf(answer: string): unknown {
	return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
}

describe("every endpoint", () => {
	test("answers HEAD as it answers GET, without the body", async (t) => {
		const http = await openHttpBus(t);
		await http.fill(1);

		for (const path of ["/healthz", "/events", "/metrics"]) {
			const [get, head] = [await http.ask(path), await http.ask(path, { method: "HEAD" })];
			assert.deepEqual(
				[head.status, head.headers["content-type"], head.text],
				[200, get.headers["content-type"], ""],
				path,
			);
		}
		assert.equal(http.bus.subscriptionCount, 0);
	});

	test("says that the daemon is well", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/healthz");

		const { uptime_ms: uptimeMs, ...rest } = JSON.parse(text) as Record<string, unknown>;
		assert.deepEqual([status, rest], [200, { status: "ok", version: "1.2.3", pid: process.pid }]);
		assert.equal(typeof uptimeMs, "number");
	});

	test("gives one event with its payload", async (t) => {
		const http = await openHttpBus(t);
		const body = '{"source":"a","event_type":"b","payload":{"deep":[1]},"delivery_id":"d"}';
		const posted = await http.ask("/events", { method: "POST", body });
		const id = /"event_id":"(\w+)"/.exec(posted.text)?.[1] ?? "";

		const { status, text } = await http.ask(`/events/${id}`);

		const event = JSON.parse(text) as Record<string, unknown>;
		assert.equal(status, 200);
		assert.deepEqual([event["event_id"], event["delivery_id"], event["payload"]], [id, "d", { deep: [1] }]);
	});

	test("gives null for the payload of an event that has none", async (t) => {
		const http = await openHttpBus(t);
		const [id = ""] = await http.fill(1);

		const { text } = await http.ask(`/events/${id}`);

		assert.equal((JSON.parse(text) as Record<string, unknown>)["payload"], null);
	});

	test("is not there under another path", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/event");

		assert.equal(status, 404);
		assert.deepEqual(JSON.parse(text), {
			error: {
				code: "REQUEST_INVALID",
				message: 'Cannot serve "/event": there is no such endpoint',
				hint: "There are /events, /events/{id}, /healthz and /metrics",
			},
		});
	});

	test("says which methods it allows", async (t) => {
		const http = await openHttpBus(t);

		const answers = [
			await http.ask("/events", { method: "DELETE" }),
			await http.ask("/healthz", { method: "POST" }),
			await http.ask("/events/01ARZ3NDEKTSV4RRFFQ69G5FAV", { method: "PUT", body: "{}" }),
		];

		assert.deepEqual(
			answers.map(({ status, headers }) => [status, headers["allow"]]),
			[
				[405, "GET, HEAD, POST"],
				[405, "GET, HEAD"],
				[405, "GET, HEAD"],
			],
		);
	});

	test("refuses web pages", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/events", {
			method: "POST",
			headers: { origin: "https://example.com" },
			body: '{"source":"a","event_type":"b"}',
		});

		assert.equal(status, 403);
		assert.match(text, /Cannot serve a web page/);
		assert.equal(http.bus.log.headSeq(), 0);
	});
});

describe("a connection", () => {
	test("serves one request after another, also when they are sent at once", async (t) => {
		const http = await openHttpBus(t);
		const body = '{"source":"a","event_type":"b"}';

		const answer = await exchange(
			http.socketPath,
			`POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}GET /nope HTTP/1.1\r\nHost: x\r\n\r\n`,
			"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		);

		assert.deepEqual(
			[...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status),
			["201", "404", "200"],
		);
	});

	test("serves a request that comes byte by byte", async (t) => {
		const http = await openHttpBus(t);
		const socket = connect(http.socketPath).setNoDelay();
		const answer = readAll(socket);

		for (const byte of "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") {
			await new Promise((resolve) => socket.write(byte, resolve));
		}

		assert.match(await answer, /^HTTP\/1\.1 200 OK/);
	});

	const garbage: Record<string, readonly [string, string]> = {
		"bytes that are no HTTP": ["hello?\r\n\r\n", "400"],
		"a method that does not exist": ["FETCH /events HTTP/1.1\r\n\r\n", "400"],
		"HTTP/2": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"],
		"headers that contradict each other": [
			"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"400",
		],
		"headers that are too long": [
			`GET /events HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`,
			"431",
		],
	};
	for (const [what, [bytes, status]] of Object.entries(garbage)) {
		test(`answers ${what} with ${status} as JSON, and closes`, async (t) => {
			const http = await openHttpBus(t);

			const answer = await exchange(http.socketPath, bytes);

			assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
			assert.equal((bodyOf(answer) as { error: { code: string } }).error.code, "REQUEST_INVALID");
			assert.equal((await http.ask("/healthz")).status, 200);
		});
	}

	test("survives garbage in the middle of a stream", async (t) => {
		const http = await openHttpBus(t);
		const socket = connect(http.socketPath);
		socket.write("GET /events?follow=1 HTTP/1.1\r\nHost: x\r\n\r\n");
		await once(socket, "data");

		socket.write("\u0001\u0002 garbage\r\n\r\n");
		await readAll(socket);

		assert.equal(http.bus.subscriptionCount, 0);
		assert.equal((await http.ask("/healthz")).status, 200);
	});

	test("is closed when it pipelines without end", async (t) => {
		const http = await openHttpBus(t);

		await exchange(http.socketPath, "GET /events?follow=1 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));

		assert.equal(http.bus.subscriptionCount, 0);
		assert.equal((await http.ask("/healthz")).status, 200);
	});
});

describe("time on a connection", () => {
	for (const [what, bytes] of [
		["head", "GET /healthz HTTP/1.1\r\nHost"],
		["body", "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"],
	] as const) {
		test(`is up after 30 seconds for a request whose ${what} does not end`, async (t) => {
			const clock = createFakeClock();
			const http = await openHttpBus(t, { clock });
			const socket = connect(http.socketPath);
			const answer = readAll(socket);
			// The second connection is answered, so the first one has been taken over before.
			await new Promise((resolve) => socket.write(bytes, resolve));
			await http.ask("/healthz");

			clock.advance(30_000);

			if (what === "head") {
				assert.match(await answer, /^HTTP\/1\.1 408 Request Timeout/);
				assert.deepEqual(bodyOf(await answer), {
					error: {
						code: "REQUEST_INVALID",
						message: "Cannot wait longer for the request: 30 s passed",
						hint: null,
					},
				});
			} else assert.equal(await answer, "");
			assert.equal(clock.pendingTimers, 0);
		});
	}

	test("has no limit for a stream, which needs no timer", async (t) => {
		const clock = createFakeClock();
		const http = await openHttpBus(t, { clock });
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events?follow=1" });
		const timers = clock.pendingTimers;

		clock.advance(86_400_000);
		const ids = await http.fill(1);

		assert.match((await stream.next()) ?? "", new RegExp(ids[0] ?? "-"));
		assert.equal(timers, 0);
	});

	test("ends quietly for a connection that asks nothing more", async (t) => {
		const clock = createFakeClock();
		const http = await openHttpBus(t, { clock });
		const socket = connect(http.socketPath);
		const answer = readAll(socket);
		socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
		await once(socket, "data");
		await http.ask("/healthz");

		clock.advance(30_000);

		assert.equal((await answer).split("HTTP/1.1").length - 1, 1);
		assert.equal(clock.pendingTimers, 0);
	});

	test("is kept without any interval, so that an idle daemon sleeps", async (t) => {
		const http = await openHttpBus(t);
		const intervals: object[] = [];
		const hook = createHook({
			init: (...[, type, , resource]) => {
				if (type === "Timeout" && typeof (resource as { _repeat?: unknown })._repeat === "number") {
					intervals.push(resource);
				}
			},
		}).enable();
		t.after(() => hook.disable());

		await http.ask("/healthz");
		await http.ask("/events");

		assert.deepEqual(intervals, []);
	});
});
