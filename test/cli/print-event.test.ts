import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { formatEvent, isColourWanted } from "../../src/cli/print-event.js";
import type { BusEvent } from "../../src/event/event.js";

const EVENT: BusEvent = {
	kind: "event",
	event_id: "01K00000000000000000000000",
	delivery_id: "d",
	source: "docker",
	event_type: "docker_container",
	owner: "local",
	repo: "docker",
	received_at: BigInt(new Date(2026, 10, 23, 14, 3, 22).getTime()) * 1_000_000n + 123n,
	summary: "container web exited 137",
	fields: { source: "docker", event_type: "docker_container", status: "completed", conclusion: "failure" },
};
const PLAIN = { isColoured: false };

describe("the line of an event", () => {
	test("has the local time, source and type, the conclusion and the summary", () => {
		assert.equal(
			formatEvent(EVENT, PLAIN),
			"2026-11-23 14:03:22  docker/docker_container   failure    container web exited 137",
		);
	});

	test("has the status where there is no conclusion, and a dash where there is neither", () => {
		assert.match(
			formatEvent({ ...EVENT, fields: { status: "in_progress" } }, PLAIN),
			/ in_progress {2}container/,
		);
		assert.match(formatEvent({ ...EVENT, fields: {} }, PLAIN), / - {10}container/);
	});

	test("cannot carry an escape sequence, whatever an emitter wrote", () => {
		const summary = "a\u001b[2J\u001b]0;title\u0007\u009b31mb\r\nc\u202e\u0000";
		const fields = { status: "\u001b[31mred\u0007" };

		const line = formatEvent({ ...EVENT, summary, fields }, PLAIN);

		assert.match(line, / red {8}ab c$/);
	});

	test("is one line without control characters for any text", () => {
		const text = fc.string({ unit: "binary" });
		fc.assert(
			fc.property(text, text, (summary, status) => {
				const line = formatEvent({ ...EVENT, summary, fields: { status } }, PLAIN);
				assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
			}),
		);
	});

	test("has a failure in red and a success in green when colour is wanted", () => {
		const success = { ...EVENT, fields: { conclusion: "success" } };

		assert.match(formatEvent(EVENT, { isColoured: true }), /\u001b\[31mfailure {2}\u001b\[0m/);
		assert.match(formatEvent(success, { isColoured: true }), /\u001b\[32msuccess {2}\u001b\[0m/);
	});
});

test("colour is not wanted under NO_COLOR, on a dumb terminal, or where there is no terminal", () => {
	const answers = [{ NO_COLOR: "1" }, { TERM: "dumb" }].map(isColourWanted);

	assert.deepEqual(answers, [false, false]);
});
