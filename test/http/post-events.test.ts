import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MAX_FRAME_BYTES } from "../../src/event/limits.js";
import { type HttpAnswer, type HttpBus, openHttpBus } from "../support/http-bus.js";

const JSON_TYPE = { "content-type": "application/json" };
const LINES_TYPE = { "content-type": "application/x-ndjson" };

interface Results {
	readonly results: readonly { readonly event_id: string; readonly outcome: string }[];
}

function post(
	http: HttpBus,
	body: string | Buffer,
	headers: Readonly<Record<string, string>> = JSON_TYPE,
): Promise<HttpAnswer> {
	return http.ask("/events", { method: "POST", body, headers });
}

function resultsOf({ text }: HttpAnswer): Results["results"] {
	return (JSON.parse(text) as Results).results;
}

function messageOf({ text }: HttpAnswer): string {
	return (JSON.parse(text) as { error: { message: string } }).error.message;
}

async function storedTexts(http: HttpBus): Promise<readonly string[]> {
	const { text } = await http.ask("/events");
	return text.split("\n").filter((line) => line !== "");
}

describe("POST /events", () => {
	test("stores one event and answers 201 with its id", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(
			http,
			'{"source":"docker","event_type":"died","fields":{"conclusion":"failure"}}',
		);

		assert.equal(answer.status, 201);
		assert.equal(answer.headers["content-type"], "application/json");
		const [line = ""] = await storedTexts(http);
		const stored = JSON.parse(line) as Record<string, unknown>;
		assert.deepEqual(resultsOf(answer), [{ event_id: stored["event_id"], outcome: "committed" }]);
		assert.deepEqual(stored["fields"], { source: "docker", event_type: "died", conclusion: "failure" });
	});

	test("answers 200 with the first id when all of it was there already", async (t) => {
		const http = await openHttpBus(t);
		const body = '{"source":"a","event_type":"b","delivery_id":"once"}';

		const first = await post(http, body);
		const second = await post(http, body);

		assert.equal(second.status, 200);
		assert.deepEqual(resultsOf(second), [{ event_id: resultsOf(first)[0]?.event_id, outcome: "duplicate" }]);
	});

	test("answers 201 when some of a batch is new", async (t) => {
		const http = await openHttpBus(t);
		await post(http, '{"source":"a","event_type":"b","delivery_id":"1"}');

		const answer = await post(
			http,
			'[{"source":"a","event_type":"b","delivery_id":"1"},{"source":"a","event_type":"b","delivery_id":"2"}]',
		);

		assert.equal(answer.status, 201);
		assert.deepEqual(
			resultsOf(answer).map(({ outcome }) => outcome),
			["duplicate", "committed"],
		);
	});

	test("keeps nanoseconds exact in every kind of body", async (t) => {
		const http = await openHttpBus(t);
		const event = '{"source":"a","event_type":"b","received_at":1767225600123456789}';

		await post(http, event);
		await post(http, `[${event}]`);
		await post(http, `${event}\n`, LINES_TYPE);

		const times = (await storedTexts(http)).map((line) => /"received_at":(\d+)/.exec(line)?.[1]);
		assert.deepEqual(
			times,
			Array.from({ length: 3 }, () => "1767225600123456789"),
		);
	});

	test("stores a batch of 5,000 in order", async (t) => {
		const http = await openHttpBus(t);
		const events = Array.from({ length: 5_000 }, (_, n) => ({ source: "a", event_type: "b", fields: { n } }));

		const answer = await post(http, JSON.stringify(events));

		assert.equal(answer.status, 201);
		assert.equal(new Set(resultsOf(answer).map(({ event_id }) => event_id)).size, 5_000);
		const numbers = (await storedTexts(http)).map(
			(line) => (JSON.parse(line) as { fields: { n: number } }).fields.n,
		);
		assert.deepEqual(
			numbers,
			events.map(({ fields }) => fields.n),
		);
	});

	for (const type of ["application/x-ndjson", "application/jsonl", "application/x-ndjson; charset=utf-8"]) {
		test(`reads ${type}, empty lines aside`, async (t) => {
			const http = await openHttpBus(t);
			const body = '{"source":"a","event_type":"b"}\r\n\n{"source":"c","event_type":"d"}';

			const answer = await post(http, body, { "content-type": type });

			assert.equal(answer.status, 201);
			assert.equal(resultsOf(answer).length, 2);
		});
	}

	for (const headers of [{}, { "content-type": "application/x-www-form-urlencoded" }]) {
		test(`reads JSON that is sent as ${headers["content-type"] ?? "no type at all"}, as curl does`, async (t) => {
			const http = await openHttpBus(t);

			const answer = await post(http, '{"source":"a","event_type":"b"}', headers);

			assert.equal(answer.status, 201);
		});
	}

	const wrong: Record<string, readonly [string, Readonly<Record<string, string>>, string]> = {
		"an event that is malformed": ['{"source":"a"}', JSON_TYPE, "Cannot emit event: event_type is missing"],
		"an unknown key": [
			'{"source":"a","event_type":"b","colour":1}',
			JSON_TYPE,
			'Cannot emit event: unknown key "colour"',
		],
		"the event of an array": ['[{"source":"a","event_type":"b"},7]', JSON_TYPE, "Cannot emit event 2 is 7"],
		"the line of a malformed event": [
			'{"source":"a","event_type":"b"}\n\n{"source":1}',
			LINES_TYPE,
			"Cannot emit line 3: source is 1",
		],
		"the line that is no JSON": [
			'{"source":"a","event_type":"b"}\n{',
			LINES_TYPE,
			"Cannot emit line 2: it is not JSON",
		],
		"a body that is no JSON": ["garbage", JSON_TYPE, "Cannot emit events: it is not JSON"],
		"an empty body": ["", JSON_TYPE, "Cannot emit events: it is not JSON"],
		"an empty array": ["[]", JSON_TYPE, "Cannot emit 0 events at once"],
		"no line at all": ["\n\n", LINES_TYPE, "Cannot emit 0 events at once"],
	};
	for (const [what, [body, headers, message]] of Object.entries(wrong)) {
		test(`names ${what}, and stores nothing`, async (t) => {
			const http = await openHttpBus(t);

			const answer = await post(http, body, headers);

			assert.equal(answer.status, 400);
			assert.equal(messageOf(answer).slice(0, message.length), message);
			assert.deepEqual(await storedTexts(http), []);
			assert.deepEqual(http.defects, []);
		});
	}

	test("refuses bytes that are not UTF-8", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, Buffer.from([0x7b, 0xff, 0x7d]));

		assert.equal(answer.status, 400);
		assert.equal(messageOf(answer), "Cannot read the body: it is not UTF-8");
	});

	test("refuses more than 10,000 events at once", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, "{}\n".repeat(10_001), LINES_TYPE);

		assert.equal(answer.status, 400);
		assert.equal(messageOf(answer), "Cannot emit 10001 events at once: 1 to 10000 are allowed");
	});

	test("refuses a type it does not know with 415", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, "<event/>", { "content-type": "text/xml" });

		assert.equal(answer.status, 415);
		assert.equal(messageOf(answer), 'Cannot read a body of type "text/xml"');
	});

	test("refuses a compressed body with 415", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, "{}", { ...JSON_TYPE, "content-encoding": "gzip" });

		assert.equal(answer.status, 415);
	});

	test("refuses a body over the limit with 413 when its length says so", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, Buffer.alloc(MAX_FRAME_BYTES + 1, 0x20));

		assert.equal(answer.status, 413);
		assert.equal(messageOf(answer), "Cannot read a body of over 16777216 bytes");
	});

	test("refuses a body over the limit with 413 when it comes in chunks", async (t) => {
		const http = await openHttpBus(t);

		const answer = await post(http, Buffer.alloc(MAX_FRAME_BYTES + 1, 0x20), {
			...JSON_TYPE,
			"transfer-encoding": "chunked",
		});

		assert.equal(answer.status, 413);
		assert.deepEqual(await storedTexts(http), []);
	});
});
