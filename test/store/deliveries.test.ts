import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeliveryRow } from "../../src/store/store.js";
import { openScratchStore } from "./scratch-store.js";

function row(id: string, more: Partial<DeliveryRow> = {}): DeliveryRow {
	return {
		id,
		agent: "claude-1",
		text: `text of ${id}`,
		isContextOnly: false,
		onlyDoor: undefined,
		state: "accepted",
		door: undefined,
		reason: undefined,
		acceptedAtMs: 1,
		changedAtMs: 1,
		expiresAtMs: 1_000,
		...more,
	};
}

test("deliveries that go on are found again as they were, the oldest first", async (t) => {
	const { store } = await openScratchStore(t);
	const second = row("a", { acceptedAtMs: 2, isContextOnly: true, onlyDoor: "claude_inbox" });

	store.saveDelivery(second);
	store.saveDelivery(row("b"));

	assert.deepEqual(store.openDeliveries(), [row("b"), second]);
});

test("a delivery that moves on keeps its text, and one that is over is not found", async (t) => {
	const { store } = await openScratchStore(t);
	const held = { state: "held", door: "claude_inbox", reason: "it is working", changedAtMs: 5 };
	store.saveDelivery(row("a"));
	store.saveDelivery(row("b"));

	store.saveDelivery(row("a", held));
	store.saveDelivery(row("b", { state: "acted" }));

	assert.deepEqual(store.openDeliveries(), [row("a", held)]);
});

test("deliveries whose time was up are forgotten, and no others", async (t) => {
	const { store } = await openScratchStore(t);
	store.saveDelivery(row("a"));
	store.saveDelivery(row("b", { expiresAtMs: 2_000 }));

	store.forgetDeliveries(1_500);

	assert.deepEqual(
		store.openDeliveries().map(({ id }) => id),
		["b"],
	);
});
