import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import type { Store } from "../../src/store/store.js";
import { eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const MEBIBYTE = 1024 * 1024;

test("the write-ahead log stays small while a reader pages through a log that grows", async (t) => {
	const { path, store } = await openScratchStore(t);
	let afterSeq = 0;

	for (let n = 1; n <= 60_000; n += 1_000) {
		fill(store, n, n + 999);
		afterSeq = store.readAfter({ afterSeq, limit: 100, maxBytes: 10_000 }).nextSeq;
	}

	assert.ok(walBytes(path) < 12 * MEBIBYTE, `${walBytes(path)} bytes`);
});

test("the write-ahead log shrinks again when another program ends a long read", async (t) => {
	const { path, store, connect } = await openScratchStore(t);
	fill(store, 1, 1_000);
	const reader = await connect();
	reader.exec("BEGIN");
	reader.prepare("SELECT COUNT(*) FROM events").get();
	for (let n = 1_001; n <= 40_000; n += 1_000) fill(store, n, n + 999);
	const grown = walBytes(path);

	reader.exec("COMMIT");
	for (let n = 40_001; n <= 42_000; n += 1_000) fill(store, n, n + 999);

	assert.ok(grown > 12 * MEBIBYTE, `${grown} bytes while it read`);
	assert.ok(walBytes(path) <= 8 * MEBIBYTE, `${walBytes(path)} bytes after`);
});

function fill(store: Store, first: number, last: number): void {
	store.append(eventRows(first, last, () => ({ text: "x".repeat(400) })));
}

function walBytes(path: string): number {
	return statSync(`${path}-wal`).size;
}
