import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { formatDuration, parseDurationMs } from "../../src/event/duration.js";

for (const [text, wantedMs] of [
	["90", 90_000],
	["0.5", 500],
	["1.5h", 5_400_000],
	["1m30s", 90_000],
	["500ms", 500],
	["2d", 172_800_000],
	[" 10M ", 600_000],
	["1h1m1s1ms", 3_661_001],
] as const) {
	test(`"${text}" is ${wantedMs} ms`, () => {
		assert.equal(parseDurationMs(text, "--timeout"), wantedMs);
	});
}

for (const [text, found] of [
	["0", "not longer than zero"],
	["0s", "not longer than zero"],
	["0.0ms", "not longer than zero"],
	["-5", "not a duration"],
	["-1s", "not a duration"],
	["1m-3s", "not a duration"],
	["NaN", "not a duration"],
	["inf", "not a duration"],
	["Infinity", "not a duration"],
	["", "not a duration"],
	[" ", "not a duration"],
	["1x", "not a duration"],
	["s", "not a duration"],
	["1e3", "not a duration"],
	["0x10", "not a duration"],
	[".5s", "not a duration"],
	["1.s", "not a duration"],
	["1 s", "not a duration"],
	["1s2", "not a duration"],
	["٣s", "not a duration"],
	["11y", "not a duration"],
	["3651d", "longer than ten years"],
	["9".repeat(400), "longer than ten years"],
] as const) {
	test(`"${text.slice(0, 12)}" is refused: ${found}`, () => {
		assert.throws(() => parseDurationMs(text, "--timeout"), {
			code: "USAGE",
			message: `Cannot use --timeout "${text}": ${found}`,
			hint: "Durations look like 90 (seconds), 500ms, 1.5h or 1m30s",
		});
	});
}

test("any text is a duration above zero or is refused", () => {
	const pieces = fc.constantFrom("1", "0", "9", ".", "ms", "s", "m", "h", "d", "-", " ", "e");
	const text = fc.oneof(
		fc.string(),
		fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
	);
	fc.assert(
		fc.property(text, (value) => {
			try {
				const ms = parseDurationMs(value, "--timeout");
				assert.ok(ms > 0 && Number.isFinite(ms));
			} catch (error) {
				assert.equal((error as { code?: unknown }).code, "USAGE");
			}
		}),
	);
});

for (const [ms, wanted] of [
	[0.25, "0.25 ms"],
	[1.5, "1.5 ms"],
	[9.96, "10 ms"],
	[850, "850 ms"],
	[999.7, "1 s"],
	[1_500, "1.5 s"],
	[59_960, "1 min"],
	[60_000, "1 min"],
	[200_000, "3 min 20 s"],
	[3_599_999, "59 min 59 s"],
	[3_600_000, "1 h"],
	[7_500_000, "2 h 5 min"],
	[90_000_000, "1 d 1 h"],
	[86_399_999, "23 h 59 min"],
] as const) {
	test(`${ms} ms reads "${wanted}"`, () => {
		assert.equal(formatDuration(ms), wanted);
	});
}
