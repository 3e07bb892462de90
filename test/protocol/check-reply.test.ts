import assert from "node:assert/strict";
import { test } from "node:test";
import { findReplyMisfit } from "../../src/protocol/check-reply.js";
import type { Reply } from "../../src/protocol/messages.js";
import { IDLE_STATUS } from "../support/liar-daemon.js";

const { status } = IDLE_STATUS;

/** What a daemon of another build says, and what this one misses in it. */
const MISFITS: readonly (readonly [reply: unknown, misfit: string | undefined])[] = [
	[{ op: "status", status }, undefined],
	[{ op: "status", status: { ...status, more: 1 } }, undefined],
	[{ op: "status" }, "status is missing"],
	[{ op: "status", status: null }, "status is not an object"],
	[{ op: "status", status: { ...status, webhooks: undefined } }, "status.webhooks is missing"],
	[{ op: "status", status: { ...status, pid: "1" } }, "status.pid is not a number"],
	[{ op: "status", status: { ...status, newest_event_id: 1 } }, "status.newest_event_id is not text"],
	[{ op: "status", status: { ...status, source_states: {} } }, "status.source_states is not an array"],
	[
		{ op: "status", status: { ...status, source_states: [{ name: "github", state: "up" }] } },
		"status.source_states[0].source is missing",
	],
	[{ op: "waiting", cursor: null, text: "x", notes: ["y"] }, undefined],
	[{ op: "waiting", cursor: null, text: "x" }, "notes is missing"],
	[{ op: "waiting", cursor: null, text: "x", notes: ["y", 2] }, "notes[1] is not text"],
	[{ op: "ack", results: null }, "results is not an array"],
	[{ op: "reasons", waits: [{ pid: 1 }] }, "waits[0].since_ms is missing"],
	[{ op: "a_kind_of_tomorrow" }, undefined],
];

for (const [reply, misfit] of MISFITS) {
	test(`${JSON.stringify(reply).slice(0, 60)}: ${misfit ?? "is of use"}`, () => {
		assert.equal(findReplyMisfit(reply as Reply), misfit);
	});
}
