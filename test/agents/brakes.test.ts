import assert from "node:assert/strict";
import { test } from "node:test";
import { BUDGET_MESSAGES, BUDGET_MS, Brakes, REPEAT_MS } from "../../src/agents/brakes.js";
import { createFakeClock } from "../support/fake-clock.js";

function letter(body: string, from = "ann", to = "bob") {
	return { from, to, body };
}

test("the same text to the same one is a repeat for half a minute, and news afterwards", () => {
	const clock = createFakeClock();
	const brakes = new Brakes(clock);
	const sent = Promise.resolve("first");
	brakes.onSending(letter("ready"), sent);

	const atOnce = brakes.check(letter("ready"));
	const toAnother = brakes.check(letter("ready", "ann", "cid"));
	clock.advance(REPEAT_MS);
	const later = brakes.check(letter("ready"));

	assert.deepEqual(atOnce, { is: "repeated", sent });
	assert.deepEqual([toAnother.is, later.is], ["free", "free"]);
});

test("what could not be sent is no repeat when it is tried again", async () => {
	const brakes = new Brakes(createFakeClock());
	const sent = Promise.reject(new Error("the disk is full"));

	brakes.onSending(letter("ready"), sent);
	await assert.rejects(sent);

	assert.equal(brakes.check(letter("ready")).is, "free");
});

test("a pair that has spent its budget is stopped, visibly and once, and the way back is open", () => {
	const clock = createFakeClock();
	const brakes = new Brakes(clock);
	for (let n = 0; n < BUDGET_MESSAGES; n += 1) brakes.check(letter(String(n)));

	const first = brakes.check(letter("one more"));
	const second = brakes.check(letter("and another"));
	const reply = brakes.check(letter("stop it", "bob", "ann"));

	assert.deepEqual(first, { is: "spent", isFirst: true, againMs: BUDGET_MS / BUDGET_MESSAGES });
	assert.equal(second.is === "spent" && second.isFirst, false);
	assert.equal(reply.is, "free");
	assert.deepEqual(brakes.open, [{ from: "ann", to: "bob" }]);
});

test("a stopped pair may speak again when its budget has refilled", () => {
	const clock = createFakeClock();
	const brakes = new Brakes(clock);
	for (let n = 0; n <= BUDGET_MESSAGES; n += 1) brakes.check(letter(String(n)));

	clock.advance(BUDGET_MS / BUDGET_MESSAGES);

	assert.deepEqual(brakes.open, []);
	assert.equal(brakes.check(letter("again")).is, "free");
});
