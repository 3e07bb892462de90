import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BusError } from "../../src/errors.js";
import { findRequestId, parseRequest } from "../../src/protocol/parse-request.js";
import { jsonValue } from "../support/event-arbitraries.js";

const OPS = [
	"hello",
	"emit",
	"subscribe",
	"credit",
	"wait",
	"cancel",
	"query",
	"latest",
	"get",
	"why",
	"status",
	"stop",
];
const KEYS = [
	"proto",
	"id",
	"op",
	"events",
	"since",
	"credit",
	"target",
	"match",
	"count",
	"limit",
	"newest",
	"event_id",
	"pid",
	"all_of",
	"within_ms",
	"client",
];

test("whatever JSON a client sends is a request or is refused as one", () => {
	const nearly = fc
		.tuple(fc.constantFrom(...OPS), fc.dictionary(fc.constantFrom(...KEYS), jsonValue))
		.map(([op, parts]) => ({ id: 1, ...parts, op }));
	fc.assert(
		fc.property(fc.oneof(jsonValue, nearly), (value) => {
			try {
				assert.ok(OPS.includes(parseRequest(value).op));
			} catch (error) {
				assert.ok(error instanceof BusError, String(error));
				assert.equal(error.code, "REQUEST_INVALID");
				assert.match(error.message, /^Cannot read request: /);
			}
		}),
		{ numRuns: 500 },
	);
});

for (const request of [
	{ proto: 2, op: "hello", id: 0, client: { name: "test", version: "1" } },
	{ op: "subscribe", id: 1, match: ["a=1"], source: "ci", since: "start", credit: 10 },
	{ op: "credit", id: 2, target: 1, credit: 5 },
	{ op: "wait", id: 3, all_of: ["ci:a=1"], unless: ["ci:b=1"], since: "10m" },
	{ op: "wait", id: 4, source: "ci", count: 3, within_ms: 0.5 },
	{ op: "cancel", id: 5, target: 4 },
	{ op: "query", id: 6, match_cel: "true", limit: 100_000, newest: true },
	{ op: "latest", id: 7, of: "workflows", repo: "a/*", before: "01J0000000000000000000000A", limit: 5 },
	{ op: "get", id: 7, event_id: "01J0000000000000000000000A" },
	{ op: "why", id: 8, pid: 17 },
	{ op: "status", id: 9 },
	{ op: "stop", id: Number.MAX_SAFE_INTEGER },
] as const) {
	test(`${request.op} is read as it was sent: ${JSON.stringify(request)}`, () => {
		assert.deepEqual(parseRequest(request), request);
	});
}

test("an emit keeps its events as they came; each is parsed as a draft later", () => {
	const events = [{ source: "ci" }, null, 7];

	assert.deepEqual(parseRequest({ proto: 2, op: "emit", id: 1, events }), { op: "emit", id: 1, events });
});

for (const [what, value, complaint] of [
	[
		"an unknown operation",
		{ op: "publish", id: 1 },
		'op is "publish", and must be one of emit, hello, report, leave, agents, claim, release, leases, send, inbox, read, receipts, deliver, notices, digest, seen, subscribe, credit, wait, cancel, query, latest, get, why, status, reload, describe, test, stop',
	],
	[
		"no operation",
		{ id: 1 },
		"op is missing, and must be one of emit, hello, report, leave, agents, claim, release, leases, send, inbox, read, receipts, deliver, notices, digest, seen, subscribe, credit, wait, cancel, query, latest, get, why, status, reload, describe, test, stop",
	],
	["nothing in it", null, "message is null, and must be an object"],
	["no id", { op: "status" }, "id is missing"],
	["a negative id", { op: "status", id: -1 }, "id is -1, and must be >=0"],
	["a text as its id", { op: "status", id: "1" }, 'id is "1", and must be a number'],
	["another protocol", { proto: 3, op: "status", id: 1 }, "proto is 3, and must be 2"],
	["an unknown key", { op: "status", id: 1, verbose: true }, 'unknown key "verbose"'],
	["no target", { op: "cancel", id: 1 }, "target is missing"],
	["no credit", { op: "credit", id: 1, target: 1, credit: 0 }, "credit is 0, and must be >=1"],
	["a matcher that is no list", { op: "wait", id: 1, match: "a=1" }, 'match is "a=1", and must be an array'],
	["an empty list of clauses", { op: "wait", id: 1, all_of: [] }, "all_of is 0 long, and must be >=1 long"],
	[
		"65 clauses",
		{ op: "wait", id: 1, all_of: Array(65).fill("a=1") },
		"all_of is 65 long, and must be <=64 long",
	],
	[
		"a matcher of 5,000 characters",
		{ op: "wait", id: 1, match: ["a=1", "x".repeat(5_000)] },
		"match.1 is 5000 long, and must be <=4096 long",
	],
	["a duration of zero", { op: "wait", id: 1, absent_ms: 0 }, "absent_ms is 0, and must be >0"],
	[
		"a limit of a million",
		{ op: "query", id: 1, limit: 1_000_000 },
		"limit is 1000000, and must be <=100000",
	],
	["an escape sequence in a key", { op: "status", id: 1, "k\u001b[31m": 1 }, 'unknown key "k"'],
	["an emit without events", { op: "emit", id: 1 }, "emit.events must be an array of events"],
	[
		"an emit of nothing",
		{ op: "emit", id: 1, events: [] },
		"emit.events must be 1 to 10000 long, and it is 0 long",
	],
	[
		"an emit of too much",
		{ op: "emit", id: 1, events: Array(10_001).fill({}) },
		"emit.events must be 1 to 10000 long, and it is 10001 long",
	],
	["an emit without an id", { op: "emit", events: [{}] }, "emit.id must be a whole number from 0"],
	["an emit of another protocol", { proto: 1, op: "emit", id: 1, events: [{}] }, "emit.proto must be 2"],
	[
		"an emit with an unknown key",
		{ op: "emit", id: 1, events: [{}], durable: true },
		'unknown key "durable"',
	],
] as const) {
	test(`a request with ${what} is refused in one line that names it`, () => {
		assert.throws(() => parseRequest(value), {
			name: "BusError",
			code: "REQUEST_INVALID",
			message: `Cannot read request: ${complaint}`,
		});
	});
}

test("the id of a malformed request is found when there is one to answer to", () => {
	assert.deepEqual(
		[{ id: 3, op: "nonsense" }, { id: "3" }, { id: 1.5 }, null, [1], "id"].map(findRequestId),
		[3, undefined, undefined, undefined, undefined, undefined],
	);
});
