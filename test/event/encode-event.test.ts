import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodeEvent, parseEvent, restoreExactTime } from "../../src/event/encode-event.js";
import { busEvent } from "../support/event-arbitraries.js";
import { sampleEvent } from "./matcher/sample-event.js";

test("an event comes back from its JSON as it was, to the nanosecond, whatever its texts and fields hold", () => {
	fc.assert(
		fc.property(busEvent, (event) => {
			assert.deepEqual(parseEvent(encodeEvent(event)), event);
		}),
	);
});

test("the JSON of an event is what every JSON parser reads, its time a plain integer", () => {
	fc.assert(
		fc.property(busEvent, (event) => {
			const text = encodeEvent(event);

			assert.deepEqual(JSON.parse(text), { ...event, received_at: Number(event.received_at) });
			assert.ok(text.includes(`,"received_at":${event.received_at},"summary":`));
		}),
	);
});

test("an event inside a frame gets its own time back, not that of a field or of another text", () => {
	const event = sampleEvent({
		delivery_id: '"received_at":1',
		received_at: 1_767_225_600_000_000_123n,
		fields: { received_at: 2, nested: { received_at: 3 } },
	});
	const frame = `{"op":"event","id":7,"event":${encodeEvent(event)}}`;
	const parsed = JSON.parse(frame) as { event: unknown };

	assert.deepEqual(restoreExactTime(parsed.event, frame), event);
});

test("two neighbouring nanoseconds stay apart, which a JSON number would not keep", () => {
	const [one, next] = [9_007_199_254_740_993n, 9_007_199_254_740_992n];

	const times = [one, next].map(
		(time) => parseEvent(encodeEvent(sampleEvent({ received_at: time }))).received_at,
	);

	assert.deepEqual(times, [one, next]);
});
