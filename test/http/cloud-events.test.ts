import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type HttpBus, openHttpBus } from "../support/http-bus.js";

const STRUCTURED = { "content-type": "application/cloudevents+json; charset=utf-8" };
const BATCH = { "content-type": "application/cloudevents-batch+json" };
const BINARY = { "ce-specversion": "1.0", "ce-id": "7", "ce-source": "/ci/builds", "ce-type": "build.done" };

async function onlyEvent(http: HttpBus): Promise<Record<string, unknown>> {
	const { text } = await http.ask("/events");
	const { event_id: id } = JSON.parse(text) as { event_id: string };
	const answer = await http.ask(`/events/${id}`);
	return JSON.parse(answer.text) as Record<string, unknown>;
}

function messageOf(text: string): string {
	return (JSON.parse(text) as { error: { message: string } }).error.message;
}

describe("POST /events takes CloudEvents", () => {
	test("in structured mode", async (t) => {
		const http = await openHttpBus(t);
		const body = JSON.stringify({
			specversion: "1.0",
			id: "7",
			source: "/ci/builds",
			type: "build.done",
			time: "2026-01-01T00:00:00.000000001Z",
			data: { conclusion: "failure" },
		});

		const { status } = await http.ask("/events", { method: "POST", headers: STRUCTURED, body });

		const { source, event_type: type, delivery_id: deliveryId, payload } = await onlyEvent(http);
		assert.deepEqual(
			[status, source, type, deliveryId, payload],
			[201, "builds", "build.done", "/ci/builds#7", { conclusion: "failure" }],
		);
		const { text } = await http.ask("/events?match=conclusion=failure");
		assert.match(text, /"received_at":1767225600000000001/);
	});

	test("in a batch, and names the one that does not hold", async (t) => {
		const http = await openHttpBus(t);
		const good = { specversion: "1.0", id: "1", source: "/ci", type: "done" };

		const taken = await http.ask("/events", {
			method: "POST",
			headers: BATCH,
			body: JSON.stringify([good, { ...good, id: "2" }]),
		});
		const refused = await http.ask("/events", {
			method: "POST",
			headers: BATCH,
			body: JSON.stringify([good, { ...good, id: 3 }]),
		});

		assert.equal(taken.status, 201);
		assert.equal(refused.status, 400);
		assert.equal(
			messageOf(refused.text),
			"Cannot emit event 2: id is 3, and must be text, as CloudEvents 1.0 requires",
		);
	});

	test("in a batch, which is an array", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/events", { method: "POST", headers: BATCH, body: "{}" });

		assert.equal(status, 400);
		assert.equal(messageOf(text), "Cannot emit events: a batch of CloudEvents is a JSON array");
	});

	const bodies: Record<string, readonly [string | Buffer, unknown]> = {
		"application/json": ['{"conclusion":"failure"}', { conclusion: "failure" }],
		"application/vnd.acme+json": ["[1]", [1]],
		"text/plain": ["it broke", "it broke"],
		"application/octet-stream": [Buffer.from([0, 255]), { data_base64: "AP8=" }],
	};
	for (const [type, [body, payload]] of Object.entries(bodies)) {
		test(`in binary mode with data of ${type}`, async (t) => {
			const http = await openHttpBus(t);

			const { status } = await http.ask("/events", {
				method: "POST",
				headers: { ...BINARY, "content-type": type },
				body,
			});

			const event = await onlyEvent(http);
			assert.deepEqual([status, event["source"], event["payload"]], [201, "builds", payload]);
		});
	}

	test("in binary mode without data", async (t) => {
		const http = await openHttpBus(t);

		const { status } = await http.ask("/events", { method: "POST", headers: BINARY });

		assert.deepEqual([status, (await onlyEvent(http))["payload"]], [201, null]);
	});

	test("in binary mode with headers that are percent-encoded", async (t) => {
		const http = await openHttpBus(t);
		const headers = { ...BINARY, "ce-subject": "Euro%20%E2%82%AC", "ce-note": '"a 100% sure"' };

		await http.ask("/events", { method: "POST", headers });

		const { fields } = (await onlyEvent(http)) as { fields: Record<string, unknown> };
		assert.deepEqual([fields["subject"], fields["note"]], ["Euro €", "a 100% sure"]);
	});

	test("in binary mode and names the header that is missing", async (t) => {
		const http = await openHttpBus(t);
		const { "ce-id": _id, ...headers } = BINARY;

		const { status, text } = await http.ask("/events", { method: "POST", headers });

		assert.equal(status, 400);
		assert.equal(
			messageOf(text),
			"Cannot emit event: id is missing, and must be text, as CloudEvents 1.0 requires",
		);
	});

	test("in binary mode and says when the data is not what its type claims", async (t) => {
		const http = await openHttpBus(t);

		const { status, text } = await http.ask("/events", {
			method: "POST",
			headers: { ...BINARY, "content-type": "application/json" },
			body: "{",
		});

		assert.equal(status, 400);
		assert.equal(messageOf(text), "Cannot emit event: its data is not JSON, which Content-Type says it is");
	});
});
