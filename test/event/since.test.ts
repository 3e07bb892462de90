import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseSince } from "../../src/event/since.js";

const NOW_MS = 1_767_225_600_000;

for (const [text, wanted] of [
	[undefined, { from: "now" }],
	["now", { from: "now" }],
	["start", { from: "start" }],
	["01J0000000000000000000000A", { from: "event", eventId: "01J0000000000000000000000A" }],
	["10m", { from: "time", timeMs: NOW_MS - 600_000 }],
	["90", { from: "time", timeMs: NOW_MS - 90_000 }],
	["2026-01-01T00:00:00Z", { from: "time", timeMs: NOW_MS }],
	["2026-01-01T01:00:00+01:00", { from: "time", timeMs: NOW_MS }],
	["2026-01-01", { from: "time", timeMs: NOW_MS }],
	["1969-12-31T00:00:00Z", { from: "time", timeMs: 0 }],
] as const) {
	test(`since ${text ?? "nothing"} reads from ${wanted.from}`, () => {
		assert.deepEqual(parseSince(text, NOW_MS), wanted);
	});
}

for (const text of [
	"",
	"yesterday",
	"-10m",
	"0",
	"01j0000000000000000000000a",
	"2026-13-45",
	"2026-01-01 garbage",
	"1x",
]) {
	test(`since "${text}" is refused`, () => {
		assert.throws(() => parseSince(text, NOW_MS), {
			code: "USAGE",
			message: `Cannot read since "${text}": not an event id, a duration, a time or "start"`,
		});
	});
}

test("any text is a beginning or is refused", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d.{0,12}$/)), (text) => {
			try {
				const since = parseSince(text, NOW_MS);
				assert.ok(since.from !== "time" || since.timeMs >= 0);
			} catch (error) {
				assert.equal((error as { code?: unknown }).code, "USAGE");
			}
		}),
	);
});
