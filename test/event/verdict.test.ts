import assert from "node:assert/strict";
import { test } from "node:test";
import type { BusEvent } from "../../src/event/event.js";
import { CONCLUSIONS } from "../../src/event/event.js";
import { verdictOf, verdictOfAll } from "../../src/event/verdict.js";
import { sampleEvent } from "./matcher/sample-event.js";

function concluding(conclusion: string | null): BusEvent {
	return sampleEvent({ fields: { conclusion } });
}

test("each conclusion has its verdict", () => {
	assert.deepEqual(
		Object.fromEntries(CONCLUSIONS.map((conclusion) => [conclusion, verdictOf(concluding(conclusion))])),
		{
			success: "success",
			failure: "failure",
			cancelled: "failure",
			timed_out: "failure",
			startup_failure: "failure",
			skipped: "none",
			neutral: "none",
			action_required: "none",
			stale: "none",
		},
	);
	assert.equal(verdictOf(concluding(null)), "none");
});

for (const [conclusions, verdict] of [
	[[], "none"],
	[["success", "skipped"], "success"],
	[["success", "failure", "success"], "failure"],
	[["neutral", null], "none"],
] as const) {
	test(`${conclusions.join(" and ") || "nothing"} together are ${verdict}`, () => {
		assert.equal(verdictOfAll(conclusions.map(concluding)), verdict);
	});
}
