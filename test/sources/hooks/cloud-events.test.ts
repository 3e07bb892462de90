import assert from "node:assert/strict";
import { test } from "node:test";
import { CloudEvent, HTTP } from "cloudevents";
import { parseDraft } from "../../../src/event/draft.js";
import type { BusEvent } from "../../../src/event/event.js";
import { toCloudEvent } from "../../../src/event/cloud-event.js";
import { createHook, requestOf } from "./scratch-hook.js";

const EVENT = new CloudEvent({
	id: "a-1",
	source: "https://ci.example.org/pipelines",
	type: "org.example.build.finished",
	time: "2026-01-01T00:00:00.000Z",
	subject: "Größe 100 %",
	data: { state: "passed", conclusion: "success" },
});

const MODES = { structured: HTTP.structured(EVENT), binary: HTTP.binary(EVENT) };

for (const [mode, message] of Object.entries(MODES)) {
	test(`an event that the cloudevents package sends in ${mode} mode is read`, () => {
		const [draft] = createHook({}).toDrafts(requestOf(String(message.body), toHeaders(message.headers)));

		assert.equal(draft?.source, "pipelines");
		assert.equal(draft?.event_type, "org.example.build.finished");
		assert.equal(draft?.delivery_id, "https://ci.example.org/pipelines#a-1");
		assert.equal(draft?.received_at, 1_767_225_600_000_000_000n);
		assert.equal(draft?.fields?.["conclusion"], "success");
		assert.equal(draft?.fields?.["subject"], "Größe 100 %");
		assert.deepEqual(draft?.payload, { state: "passed", conclusion: "success" });
		assert.doesNotThrow(() => parseDraft(draft));
	});
}

test("both modes of one event are one delivery", () => {
	const hook = createHook({});
	const [structured, binary] = Object.values(MODES).map(({ body, headers }) =>
		hook.toDrafts(requestOf(String(body), toHeaders(headers))),
	);

	assert.deepEqual(structured, binary);
});

test("every event of a batch is one of ours", () => {
	const batch = [EVENT, EVENT.cloneWith({ id: "a-2" })].map((event) => event.toJSON());
	const headers = { "content-type": "application/cloudevents-batch+json; charset=UTF-8" };

	const drafts = createHook({}).toDrafts(requestOf(batch, headers));

	assert.deepEqual(
		drafts.map((draft) => draft.delivery_id),
		["https://ci.example.org/pipelines#a-1", "https://ci.example.org/pipelines#a-2"],
	);
});

test("an empty batch means nothing and is no mistake", () => {
	assert.deepEqual(
		createHook({}).toDrafts(requestOf([], { "content-type": "application/cloudevents-batch+json" })),
		[],
	);
});

test("a binary event without data, with text and with bytes is read", () => {
	const attributes = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/x", "ce-type": "t" };
	const hook = createHook({});
	const bytes = { ...requestOf(""), body: Buffer.from([0, 255]) };

	assert.equal(hook.toDrafts(requestOf("", attributes))[0]?.payload, undefined);
	assert.equal(
		hook.toDrafts(requestOf("hello", { ...attributes, "content-type": "text/plain" }))[0]?.payload,
		"hello",
	);
	assert.deepEqual(hook.toDrafts({ ...bytes, headers: attributes })[0]?.payload, { data_base64: "AP8=" });
});

test("what the mapping says goes before what the event says", () => {
	const hook = createHook({
		source: "builds",
		event_type: "build",
		fields: { state: "$.data.state", conclusion: "$.data.conclusion" },
	});
	const [draft] = hook.toDrafts(
		requestOf(EVENT.toJSON(), { "content-type": "application/cloudevents+json" }),
	);

	assert.equal(draft?.source, "builds");
	assert.equal(draft?.event_type, "build");
	assert.equal(draft?.fields?.["state"], "passed");
	assert.equal(draft?.delivery_id, "hook:ci:https://ci.example.org/pipelines#a-1");
});

test("a hook that is bound to a source does not use up the delivery ids of another", () => {
	const forged = toCloudEvent(eventOf({ source: "github", delivery_id: "github:run:1" }));
	const headers = { "content-type": "application/cloudevents+json" };

	const [draft] = createHook({ source: "builds" }).toDrafts(requestOf(forged, headers));

	assert.equal(draft?.source, "builds");
	assert.equal(draft?.delivery_id, "hook:ci:github:run:1");
});

test("what another waitbus sends is the same event again", () => {
	const event = eventOf({ source: "docker", delivery_id: "docker:1" });

	const [draft] = createHook({}).toDrafts(
		requestOf(toCloudEvent(event), { "content-type": "application/cloudevents+json" }),
	);

	assert.equal(draft?.source, "docker");
	assert.equal(draft?.delivery_id, "docker:1");
	assert.deepEqual(draft?.fields, event.fields);
});

const REFUSED: Readonly<Record<string, readonly [body: string, headers: Record<string, string>]>> = {
	"a structured event that is no JSON": ["{", { "content-type": "application/cloudevents+json" }],
	"a structured event that is an array": ["[]", { "content-type": "application/cloudevents+json" }],
	"a batch that is no array": ["{}", { "content-type": "application/cloudevents-batch+json" }],
	"an event of a later version": [
		"{}",
		{ "ce-specversion": "2.0", "ce-id": "1", "ce-source": "/x", "ce-type": "t" },
	],
	"an event without an id": ["{}", { "ce-specversion": "1.0", "ce-source": "/x", "ce-type": "t" }],
	"an event in Avro": ["", { "content-type": "application/cloudevents+avro" }],
	"an attribute that is no UTF-8": [
		"{}",
		{ "ce-specversion": "1.0", "ce-id": "%FF", "ce-source": "/x", "ce-type": "t" },
	],
};

for (const [what, [body, headers]] of Object.entries(REFUSED)) {
	test(`${what} is refused`, () => {
		assert.throws(() => createHook({}).toDrafts(requestOf(body, headers)), { code: "EVENT_INVALID" });
	});
}

/** As node:http gives them. */
function toHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

function eventOf({ source, delivery_id }: Pick<BusEvent, "source" | "delivery_id">): BusEvent {
	return {
		kind: "event",
		event_id: "01JGFJJZ000000000000000000",
		delivery_id,
		source,
		event_type: "posted",
		owner: "local",
		repo: source,
		received_at: 1_767_225_600_000_000_000n,
		summary: "posted",
		fields: { source, event_type: "posted", conclusion: "failure" },
	};
}
