import assert from "node:assert/strict";
import { test } from "node:test";
import { readPath, toCanonicalPath } from "../../../src/event/matcher/read-path.js";
import { sampleEvent } from "./sample-event.js";

for (const [key, path] of [
	["conclusion", "fields.conclusion"],
	["labels.0", "fields.labels.0"],
	["fields.conclusion", "fields.conclusion"],
	["source", "source"],
	["fields.source", "source"],
	["fields.event_type", "event_type"],
	["fields.source.x", "fields.source.x"],
	["received_at", "received_at"],
	["payload", "payload"],
	["payload.source", "payload.source"],
	["fields", "fields"],
] as const) {
	test(`the key ${key} means ${path}`, () => {
		assert.equal(toCanonicalPath(key.split(".")).join("."), path);
	});
}

test("owner and repo are found under fields as in version 1, unless a source says something else there", () => {
	assert.equal(readPath(sampleEvent({ owner: "acme" }), "fields.owner"), "acme");
	assert.equal(readPath(sampleEvent({ owner: "acme", fields: { owner: "other" } }), "fields.owner"), "other");
	assert.equal(readPath(sampleEvent({ owner: "acme", fields: { owner: null } }), "fields.owner"), null);
});

test("a path finds values of every type, and nothing where there is nothing", () => {
	const event = sampleEvent({ fields: { a: { "b-c": [null, { d: false }] } } });

	assert.equal(readPath(event, "received_at"), 1_767_225_600_000_000_123n);
	assert.equal(readPath(event, "fields.a.b-c.0"), null);
	assert.equal(readPath(event, "fields.a.b-c.-1.d"), false);
	assert.equal(readPath(event, "fields.a.b-c.2"), undefined);
	assert.equal(readPath(event, "fields.a.b-c.0.x"), undefined);
	assert.equal(
		readPath(event, "payload.x", () => ({ x: 1 })),
		1,
	);
	assert.equal(readPath(event, "payload.x"), undefined);
	assert.equal(readPath(event, "nowhere"), undefined);
});
