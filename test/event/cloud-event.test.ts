import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BusError } from "../../src/errors.js";
import { parseCloudEvent, toCloudEvent } from "../../src/event/cloud-event.js";
import { parseDraft, toEvent } from "../../src/event/draft.js";
import type { BusEvent } from "../../src/event/event.js";
import { findTimeNs, formatTimeNs } from "../../src/event/rfc3339.js";

const MINIMAL = { specversion: "1.0", id: "1", source: "/ci", type: "done" };

const EVENT: BusEvent = {
	kind: "event",
	event_id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
	delivery_id: "docker:1",
	source: "docker",
	event_type: "docker_container",
	owner: "local",
	repo: "docker",
	received_at: 1_767_225_600_123_456_789n,
	summary: "container web exited 137",
	fields: { source: "docker", event_type: "docker_container", exit_code: 137, subject: "web" },
};

describe("an event as a CloudEvent", () => {
	test("says who, what and when in the attributes, and the rest in its data", () => {
		const cloudEvent = toCloudEvent(EVENT, { Id: "4be1" });

		assert.deepEqual(cloudEvent, {
			specversion: "1.0",
			id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
			source: "urn:waitbus:source:docker",
			type: "docker_container",
			subject: "web",
			time: "2026-01-01T00:00:00.123456789Z",
			datacontenttype: "application/json",
			data: {
				delivery_id: "docker:1",
				owner: "local",
				repo: "docker",
				summary: "container web exited 137",
				fields: { source: "docker", event_type: "docker_container", exit_code: 137, subject: "web" },
				payload: { Id: "4be1" },
			},
		});
	});

	test("becomes the same event on another bus", () => {
		const received = parseDraft(parseCloudEvent(JSON.parse(JSON.stringify(toCloudEvent(EVENT, [1])))));

		assert.deepEqual(toEvent(received, EVENT.event_id, 0n).event, EVENT);
		assert.equal(received.payloadText, "[1]");
	});
});

describe("a CloudEvent from elsewhere", () => {
	test("is known by its source and id together", () => {
		assert.equal(parseCloudEvent(MINIMAL).delivery_id, "/ci#1");
	});

	const sources: Record<string, string> = {
		"urn:waitbus:source:docker": "docker",
		"/ci/builds/nightly": "nightly",
		"https://github.com/cloudevents/spec/": "spec",
		"https://ci.example.com:8443": "ci.example.com",
		"https://ci.example.com/?page=2": "ci.example.com",
		"mailto:cncf-wg-serverless@lists.cncf.io": "cncf-wg-serverless-lists.cncf.io",
		"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66": "ce-6e8bc430-9c3a-11d9-9669-0800200c9a66",
		"1-555-123-4567": "ce-1-555-123-4567",
		"/Sensors/Küche": "k-che",
		"//": "ce-",
	};
	for (const [source, name] of Object.entries(sources)) {
		test(`of ${source} comes from ${name}`, () => {
			const draft = parseCloudEvent({ ...MINIMAL, source });

			assert.equal(parseDraft(draft).source, name);
		});
	}

	test("may name its source by an attribute", () => {
		const draft = parseCloudEvent({ ...MINIMAL, waitbussource: "tekton" });

		assert.deepEqual([draft.source, draft.fields], ["tekton", { ce_source: "/ci", ce_type: "done" }]);
	});

	test("keeps its type, in the letters an event type has", () => {
		assert.equal(
			parseCloudEvent({ ...MINIMAL, type: "com.github.pull_request.opened" }).event_type,
			"com.github.pull_request.opened",
		);
		assert.equal(
			parseCloudEvent({ ...MINIMAL, type: "Microsoft.Storage/BlobCreated" }).event_type,
			"microsoft.storage-blobcreated",
		);
	});

	test("can be matched by its data, its subject and its extensions", () => {
		const { fields, payload } = parseCloudEvent({
			...MINIMAL,
			subject: "web",
			traceparent: "00-1",
			datacontenttype: "application/json",
			data: { conclusion: "failure", exit_code: 1, nested: { a: 1 }, long: "x".repeat(2_000) },
		});

		assert.deepEqual(fields, {
			conclusion: "failure",
			exit_code: 1,
			traceparent: "00-1",
			subject: "web",
			ce_source: "/ci",
			ce_type: "done",
		});
		assert.deepEqual(payload, {
			conclusion: "failure",
			exit_code: 1,
			nested: { a: 1 },
			long: "x".repeat(2_000),
		});
	});

	test("is not refused for what conclusion means elsewhere", () => {
		const draft = parseCloudEvent({ ...MINIMAL, data: { conclusion: "meh", status: 5 } });

		assert.deepEqual(parseDraft(draft).fields, {
			source: "ci",
			event_type: "done",
			ce_source: "/ci",
			ce_type: "done",
		});
	});

	test("keeps data that is no JSON as base64", () => {
		assert.deepEqual(parseCloudEvent({ ...MINIMAL, data_base64: "AAE=" }).payload, { data_base64: "AAE=" });
	});

	test("has no payload when it has no data", () => {
		assert.equal("payload" in parseCloudEvent(MINIMAL), false);
	});

	const wrong: Record<string, readonly [unknown, string]> = {
		"an array": [[], "Cannot emit line 3 is an array, and must be a JSON object"],
		"no specversion": [
			{ ...MINIMAL, specversion: undefined },
			'Cannot emit line 3: specversion is missing, and must be "1.0"',
		],
		"an old specversion": [
			{ ...MINIMAL, specversion: "0.3" },
			'Cannot emit line 3: specversion is "0.3", and must be "1.0"',
		],
		"no id": [
			{ ...MINIMAL, id: "" },
			'Cannot emit line 3: id is "", and must be text, as CloudEvents 1.0 requires',
		],
		"a time that is none": [
			{ ...MINIMAL, time: "noon" },
			'Cannot emit line 3: time is "noon", and must be a time of RFC 3339, as 2026-01-01T00:00:00.5Z',
		],
	};
	for (const [what, [value, message]] of Object.entries(wrong)) {
		test(`is refused for ${what}`, () => {
			assert.throws(
				() => parseCloudEvent(value, "line 3"),
				new BusError("EVENT_INVALID", message, {
					hint: "waitbus emit --source my-tool --event-type finished",
				}),
			);
		});
	}

	test("is an event or a BusError, whatever it holds", () => {
		const attribute = fc.oneof(fc.string(), fc.webUrl(), fc.jsonValue());
		const cloudEvent = fc.record({
			id: attribute,
			source: attribute,
			type: attribute,
			time: attribute,
			data: fc.jsonValue(),
		});

		fc.assert(
			fc.property(cloudEvent, (value) => {
				try {
					const { fields } = parseCloudEvent({ ...value, specversion: "1.0" });
					assert.equal(typeof fields, "object");
				} catch (error) {
					assert.ok(error instanceof BusError);
				}
			}),
		);
	});
});

describe("a time of RFC 3339", () => {
	const times: Record<string, bigint | undefined> = {
		"2026-01-01T00:00:00Z": 1_767_225_600_000_000_000n,
		"2026-01-01t01:00:00.000000001+01:00": 1_767_225_600_000_000_001n,
		"2026-01-01 00:00:00.1234567899Z": 1_767_225_600_123_456_789n,
		"2026-01-01T00:00:00": undefined,
		"2026-13-01T00:00:00Z": undefined,
		"1767225600": undefined,
	};
	for (const [text, timeNs] of Object.entries(times)) {
		test(`${text} is ${timeNs ?? "refused"}`, () => {
			assert.equal(findTimeNs(text), timeNs);
		});
	}

	test("is read as it was written", () => {
		fc.assert(
			fc.property(fc.bigInt(0n, 4_000_000_000_000_000_000n), (timeNs) => {
				assert.equal(findTimeNs(formatTimeNs(timeNs)), timeNs);
			}),
		);
	});
});
