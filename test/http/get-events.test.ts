import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { openHttpBus } from "../support/http-bus.js";
import { HttpStream } from "../support/http-stream.js";

const SSE = { accept: "text/event-stream" };

function numberOf(line: string): number {
	return (JSON.parse(line) as { fields: { n: number } }).fields.n;
}

function idsIn(text: string): readonly string[] {
	return [...text.matchAll(/"event_id":"(\w+)"/g)].map(([, id = ""]) => id);
}

function messageOf(text: string): string {
	return (JSON.parse(text) as { error: { message: string } }).error.message;
}

describe("GET /events", () => {
	test("gives the whole log as JSON Lines, oldest first", async (t) => {
		const http = await openHttpBus(t);
		const ids = await http.fill(3);

		const { status, headers, text } = await http.ask("/events");

		assert.equal(status, 200);
		assert.equal(headers["content-type"], "application/x-ndjson");
		assert.deepEqual(idsIn(text), ids);
		assert.ok(text.endsWith("}\n"));
	});

	test("is an empty answer while the log is empty", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/events");

		assert.deepEqual([status, text], [200, ""]);
	});

	test("calls its lines application/jsonl for who asks for that", async (t) => {
		const http = await openHttpBus(t);

		const { headers } = await http.ask("/events", { headers: { accept: "application/jsonl, */*;q=0.1" } });

		assert.equal(headers["content-type"], "application/jsonl");
	});

	test("gives 100,000 events without a gap or a repetition", async (t) => {
		const http = await openHttpBus(t);
		const ids = await http.fill(100_000);

		const { text } = await http.ask("/events");

		assert.deepEqual(idsIn(text), ids);
	});

	test("selects by every parameter, and all of them must hold", async (t) => {
		const http = await openHttpBus(t);
		await http.fill(5, "docker");
		await http.fill(5, "pytest");

		const { text } = await http.ask(
			"/events?source=docker&event_type=numbered&match=n>=2&match=n!=3&match_cel=fields.n%20%3C%204",
		);

		assert.deepEqual(text.trim().split("\n").map(numberOf), [2]);
	});

	test("begins after a cursor and ends with its limit", async (t) => {
		const http = await openHttpBus(t);
		const ids = await http.fill(10);

		const { text } = await http.ask(`/events?since=${ids[3]}&limit=2`);

		assert.deepEqual(idsIn(text), ids.slice(4, 6));
	});

	test("ends where the log ended when it was asked, although more comes meanwhile", async (t) => {
		const http = await openHttpBus(t);
		const before = await http.fill(20_000);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events" });

		await http.fill(100);
		const lines = await stream.take(Number.POSITIVE_INFINITY);

		assert.equal(lines.length, before.length);
	});

	test("goes on with what comes when it follows", async (t) => {
		const http = await openHttpBus(t);
		const old = await http.fill(2);
		const stream = await HttpStream.open(t, {
			socketPath: http.socketPath,
			path: "/events?follow=1&since=start",
		});

		const replayed = await stream.take(2);
		const fresh = await http.fill(1);
		const live = await stream.next();

		assert.deepEqual(idsIn(replayed.join("")), old);
		assert.deepEqual(idsIn(live ?? ""), fresh);
	});

	test("follows from now on unless it is told since when", async (t) => {
		const http = await openHttpBus(t);
		await http.fill(2);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events?follow=1" });

		const [fresh] = await http.fill(1);

		assert.deepEqual(idsIn((await stream.next()) ?? ""), [fresh]);
	});

	test("is a wait with follow and a limit of 1", async (t) => {
		const http = await openHttpBus(t);
		const stream = await HttpStream.open(t, {
			socketPath: http.socketPath,
			path: "/events?follow=1&limit=1&match=n=2",
		});

		await http.fill(5);
		const lines = await stream.take(Number.POSITIVE_INFINITY);

		assert.deepEqual(lines.map(numberOf), [2]);
	});

	test("announces events that retention removed", async (t) => {
		const http = await openHttpBus(t, { retention: { maxRows: 3 } });
		const [first = ""] = await http.fill(1);
		await http.fill(2_000);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: `/events?since=${first}` });

		const line = (await stream.next()) ?? "";

		assert.match(line, /^\{"kind":"gap","removed_through":"[0-9A-Z]{26}"\}$/);
	});

	const refused: Record<string, readonly [number, string]> = {
		"/events?colour=red": [400, 'Cannot read parameter "colour": there is no such parameter'],
		"/events?limit=0": [400, 'Cannot read parameter "limit": "0" is not a whole number from 1'],
		"/events?limit=1e3": [400, 'Cannot read parameter "limit": "1e3" is not a whole number from 1'],
		"/events?follow=maybe": [400, 'Cannot read parameter "follow": "maybe" is neither 1 nor 0'],
		"/events?source=a&source=b": [400, 'Cannot read parameter "source": it is there 2 times'],
		"/events?since=yesterday": [400, 'Cannot read since "yesterday"'],
		"/events?match=nonsense": [400, 'Cannot parse matcher "nonsense"'],
		"/events?match_cel=1%2B": [400, "Cannot"],
		"/events?sha=xyz": [400, "Cannot"],
		"/events/01ARZ3NDEKTSV4RRFFQ69G5FAV": [404, 'Cannot find event "01ARZ3NDEKTSV4RRFFQ69G5FAV"'],
	};
	for (const [path, [status, message]] of Object.entries(refused)) {
		test(`refuses ${path} with ${status} and the reason`, async (t) => {
			const http = await openHttpBus(t);

			const answer = await http.ask(path);

			assert.equal(answer.status, status);
			assert.equal(messageOf(answer.text).slice(0, message.length), message);
			assert.deepEqual(http.defects, []);
		});
	}
});

describe("GET /events as server-sent events", () => {
	test("is a stream of ids, types and canonical JSON that follows by itself", async (t) => {
		const http = await openHttpBus(t);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events", headers: SSE });

		const [id] = await http.fill(1);
		const [retry, event] = await stream.take(2);
		const { text } = await http.ask("/events");

		assert.equal(stream.response.headers["content-type"], "text/event-stream");
		assert.equal(retry, "retry: 1000");
		assert.equal(event, `id: ${id}\nevent: numbered\ndata: ${text.trim()}`);
	});

	test("resumes after Last-Event-ID, whatever its URL says", async (t) => {
		const http = await openHttpBus(t);
		const ids = await http.fill(4);
		const headers = { ...SSE, "last-event-id": ids[1] ?? "" };
		const stream = await HttpStream.open(t, {
			socketPath: http.socketPath,
			path: "/events?since=start",
			headers,
		});

		const [, ...events] = await stream.take(3);

		assert.deepEqual(idsIn(events.join("")), ids.slice(2));
	});

	test("refuses a Last-Event-ID that is no event id", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/events", { headers: { ...SSE, "last-event-id": "7" } });

		assert.equal(status, 400);
		assert.equal(messageOf(text), 'Cannot resume after "7": it is not an event id');
	});

	test("ends with the log when it is told not to follow", async (t) => {
		const http = await openHttpBus(t);
		const ids = await http.fill(2);

		const { text } = await http.ask("/events?follow=0", { headers: SSE });

		assert.deepEqual(idsIn(text), ids);
	});

	test("announces events that retention removed as an event named gap", async (t) => {
		const http = await openHttpBus(t, { retention: { maxRows: 3 } });
		const [first = ""] = await http.fill(1);
		await http.fill(2_000);
		const headers = { ...SSE, "last-event-id": first };
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events", headers });

		const [, gap = ""] = await stream.take(2);

		assert.match(gap, /^event: gap\ndata: \{"removed_through":"[0-9A-Z]{26}"\}$/);
	});
});

describe("a stream's client", () => {
	test("that reads slowly is not buffered for without bound, and misses nothing", async (t) => {
		const http = await openHttpBus(t);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events?follow=1" });

		const ids = await http.fill(60_000);
		const [served] = http.accepted;
		const bufferedBytes = served?.writableLength ?? 0;
		const lines = await stream.take(ids.length);

		assert.ok(bufferedBytes > 0 && bufferedBytes < 2 * 1024 * 1024, `${bufferedBytes} bytes`);
		assert.deepEqual(idsIn(lines.join("")), ids);
	});

	test("that leaves is forgotten", async (t) => {
		const http = await openHttpBus(t);
		const stream = await HttpStream.open(t, { socketPath: http.socketPath, path: "/events?follow=1" });
		const [served] = http.accepted;
		const during = http.bus.subscriptionCount;

		stream.close();
		if (served !== undefined) await once(served, "close");

		assert.deepEqual([during, http.bus.subscriptionCount], [1, 0]);
	});

	test("that leaves before its answer begins is forgotten", async (t) => {
		const http = await openHttpBus(t);
		const socket = connect(http.socketPath);
		socket.write("GET /events?follow=1 HTTP/1.1\r\nHost: x\r\n\r\n");
		await once(socket, "connect");
		socket.destroy();

		await http.ask("/healthz");
		await http.ask("/healthz");

		assert.equal(http.bus.subscriptionCount, 0);
	});

	test("gets a whole answer when the daemon leaves", async (t) => {
		const http = await openHttpBus(t);
		const streams = [
			await HttpStream.open(t, { socketPath: http.socketPath, path: "/events?follow=1" }),
			await HttpStream.open(t, { socketPath: http.socketPath, path: "/events", headers: SSE }),
		];

		http.endConnections();
		const ends = await Promise.all(
			streams.map(async (stream) => [await stream.take(10), stream.response.complete]),
		);

		assert.deepEqual(ends, [
			[[], true],
			[["retry: 1000"], true],
		]);
	});
});
