import assert from "node:assert/strict";
import { test } from "node:test";
import { Expiries } from "../../src/agents/expiries.js";
import { Mailboxes } from "../../src/agents/mailboxes.js";
import { createFakeClock } from "../support/fake-clock.js";
import { createMemoryCell } from "../support/memory-cell.js";

test("a mailbox never goes back, and the next daemon knows how far it came", () => {
	const memory = createMemoryCell();
	const before = new Mailboxes(memory);
	before.markDelivered("ann", "03");
	before.markRead("ann", "02");
	before.markRead("ann", "01");

	const after = new Mailboxes(memory);

	assert.equal(after.cursorOf("ann"), "02");
	assert.equal(after.isDelivered("ann", "03"), true);
	assert.equal(after.isRead("ann", "03"), false);
	assert.equal(after.cursorOf("bob"), undefined);
});

test("a memory that does not read is an empty one", () => {
	const memory = createMemoryCell();
	memory.write({ ann: 5 });

	assert.equal(new Mailboxes(memory).cursorOf("ann"), undefined);
});

test("what expires while no daemon runs does so with the next one", () => {
	const clock = createFakeClock();
	const memory = createMemoryCell();
	const before = new Expiries({ clock, memory, onExpired: () => assert.fail("too early") });
	before.add({ eventId: "01", atMs: clock.nowMs() + 1_000 });
	before.close();
	clock.advance(5_000);

	const expired: string[] = [];
	new Expiries({ clock, memory, onExpired: (eventId) => void expired.push(eventId) });
	clock.advance(0);

	assert.deepEqual(expired, ["01"]);
	assert.deepEqual(memory.read(), []);
});
