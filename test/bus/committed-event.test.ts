import assert from "node:assert/strict";
import { test } from "node:test";
import { CommittedEvent } from "../../src/bus/committed-event.js";
import { encodeEvent } from "../../src/event/encode-event.js";
import { sampleEvent } from "../event/matcher/sample-event.js";

test("an event is parsed, encoded and its payload read once, however many readers ask", () => {
	let reads = 0;
	let encodings = 0;
	const encode = (): string => {
		encodings += 1;
		return "encoded";
	};
	const committed = new CommittedEvent({
		seq: 1,
		text: encodeEvent(sampleEvent()),
		readPayload: () => {
			reads += 1;
			return '{"a":1}';
		},
	});

	assert.equal(committed.event, committed.event);
	assert.deepEqual(committed.event, sampleEvent());
	assert.equal(committed.bytes, committed.bytes);
	assert.equal(committed.payload(), committed.payload());
	assert.deepEqual(committed.payload(), { a: 1 });
	assert.equal(committed.encodedAs(encode), committed.encodedAs(encode));
	assert.deepEqual([reads, encodings], [1, 1]);
});

test("an event without a payload has none, and that is found out once", () => {
	let reads = 0;
	const committed = new CommittedEvent({
		seq: 1,
		text: encodeEvent(sampleEvent()),
		readPayload: () => void (reads += 1),
	});

	assert.deepEqual([committed.payload(), committed.payload(), reads], [undefined, undefined, 1]);
});
