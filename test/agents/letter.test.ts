import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLetter, isFor, MAX_BODY_BYTES, MAX_HOPS, toMessageDraft } from "../../src/agents/letter.js";
import { parseDraft, toEvent } from "../../src/event/draft.js";
import type { BusEvent } from "../../src/event/event.js";

function eventOf(
	letter: { from: string; to: string; body: string; thread?: string },
	answered?: BusEvent,
): BusEvent {
	const draft = toMessageDraft(letter, { answered, id: "id", nowMs: 1 });
	return toEvent(parseDraft(draft), "01J0000000000000000000000A", 1n).event;
}

test("an answer goes on with the thread and the correlation of what it answers", () => {
	const question = eventOf({ from: "ann", to: "bob", body: "?", thread: "parser" });

	const { fields } = eventOf({ from: "bob", to: "ann", body: "!" }, question);

	assert.equal(fields["msg_thread"], "parser");
	assert.equal(fields["msg_correlation_id"], question.fields["msg_correlation_id"]);
	assert.equal(fields["msg_answers"], question.event_id);
	assert.equal(fields["msg_hops"], 1);
});

test("answers to answers end, however they were made", () => {
	let message = eventOf({ from: "ann", to: "bob", body: "?" });
	for (let hop = 0; hop < MAX_HOPS; hop += 1)
		message = eventOf({ from: "bob", to: "ann", body: "!" }, message);

	assert.throws(() => eventOf({ from: "bob", to: "ann", body: "!" }, message), { code: "MESSAGE_LOOP" });
});

test("what is for everyone is for everyone but its sender", () => {
	const message = eventOf({ from: "ann", to: "*", body: "lunch" });

	assert.deepEqual([isFor("bob", message), isFor("ann", message)], [true, false]);
});

for (const [what, letter] of [
	["a recipient with a space", { to: "two words", from: "ann", body: "" }],
	["no sender", { to: "bob", from: "", body: "" }],
	["everyone as the sender", { to: "bob", from: "*", body: "" }],
	["a body over the limit", { to: "bob", from: "ann", body: "ä".repeat(MAX_BODY_BYTES / 2 + 1) }],
] as const) {
	test(`${what} is refused`, () => {
		assert.throws(() => checkLetter(letter), { code: "MESSAGE_INVALID" });
	});
}
