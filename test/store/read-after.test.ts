import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PageRequest, StoredEvent, StorePivot } from "../../src/store/page.js";
import type { EventRow, Store } from "../../src/store/store.js";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const BIG_PAGE = { limit: 500, maxBytes: 512 * 1024 };

test("a reader gets 100,000 events in commit order, each once", async (t) => {
	const { store } = await openScratchStore(t);
	fill(store, 100_000);

	const events = readAll(store, { afterSeq: 0, ...BIG_PAGE });

	assert.deepEqual(
		events.map(({ seq }) => seq),
		Array.from({ length: 100_000 }, (_, index) => index + 1),
	);
});

test("a narrow filter finds each of its few events among 100,000", async (t) => {
	const { store } = await openScratchStore(t);
	fill(store, 100_000, (n) => (n % 9_999 === 0 ? { source: "github", headSha: "cafe" } : {}));
	const wanted = Array.from({ length: 10 }, (_, index) => (index + 1) * 9_999);

	for (const pivot of [
		{ column: "source", values: ["github"] },
		{ column: "head_sha", values: ["cafe"] },
	] as const) {
		const events = readAll(store, { afterSeq: 0, limit: 3, maxBytes: 1_000, pivot });

		assert.deepEqual(
			events.map(({ seq }) => seq),
			wanted,
		);
	}
});

test("the cursor moves past what the filter skipped", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 50));

	const page = store.readAfter({ afterSeq: 0, ...BIG_PAGE, pivot: { column: "source", values: ["github"] } });

	assert.deepEqual(page, { events: [], nextSeq: 50, isEnd: true });
});

test("a page ends before the event that would make it too large", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 5, () => ({ text: "x".repeat(100) })));

	const page = store.readAfter({ afterSeq: 0, limit: 500, maxBytes: 250 });

	assert.deepEqual([page.events.length, page.nextSeq, page.isEnd], [2, 2, false]);
});

test("an event larger than a page has a page of its own", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(1), eventRow(2, { text: "é".repeat(1_000) }), eventRow(3)]);

	const sizes = [0, 1, 2].map(
		(afterSeq) => store.readAfter({ afterSeq, limit: 500, maxBytes: 50 }).events.length,
	);

	assert.deepEqual(sizes, [1, 1, 1]);
});

test("a page ends where it is told to, though more events exist", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 50));

	const page = store.readAfter({ afterSeq: 10, throughSeq: 20, ...BIG_PAGE });

	assert.deepEqual(
		page.events.map(({ seq }) => seq),
		[11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
	);
	assert.deepEqual([page.nextSeq, page.isEnd], [20, true]);
});

test("a filter without values selects nothing", async (t) => {
	const { store } = await openScratchStore(t);
	store.append(eventRows(1, 5));

	const page = store.readAfter({ afterSeq: 0, ...BIG_PAGE, pivot: { column: "source", values: [] } });

	assert.deepEqual(page, { events: [], nextSeq: 5, isEnd: true });
});

test("a page that could never move is a programming error", async (t) => {
	const { store } = await openScratchStore(t);
	store.append([eventRow(1)]);

	assert.throws(() => store.readAfter({ afterSeq: 0, limit: 0, maxBytes: 1 }), TypeError);
});

test("a page that ended early holds no lock, so the log can be written and checkpointed", async (t) => {
	const { store, connect } = await openScratchStore(t);
	store.append(eventRows(1, 100));
	store.readAfter({ afterSeq: 0, limit: 500, maxBytes: 1 });

	store.append([eventRow(101)]);

	const checkpoint = (await connect()).prepare<{ busy: number }>("PRAGMA wal_checkpoint (TRUNCATE)").get();
	assert.equal(checkpoint?.busy, 0);
});

test("a page that is cut short by a large event leaves later events for the next page", async (t) => {
	const { store } = await openScratchStore(t);
	const texts = ["x".repeat(10), "x".repeat(100), "x"];
	store.append(eventRows(1, 3, (n) => ({ source: n === 3 ? "first" : "last", text: texts[n - 1] ?? "" })));
	// More values than one statement reads, so that two results are merged.
	const values = ["first", ...Array.from({ length: 20 }, (_, index) => `absent-${index}`), "last"];

	const events = readAll(store, {
		afterSeq: 0,
		limit: 10,
		maxBytes: 50,
		pivot: { column: "source", values },
	});

	assert.deepEqual(
		events.map(({ seq }) => seq),
		[1, 2, 3],
	);
});

test("pages by any column, values and bounds hold exactly the events a plain filter would select", async (t) => {
	const { store } = await openScratchStore(t);
	const rows = eventRows(1, 600, (n) => ({
		source: `s${n % 3}`,
		eventType: `t${n % 7}`,
		owner: `o${n % 2}`,
		repo: `r${n % 5}`,
		headSha: n % 4 === 0 ? `h${n % 40}` : undefined,
		runId: n % 5 === 0 ? `u${n % 35}` : undefined,
		messageTo: n % 2 === 0 ? `m${n % 42}` : undefined,
		correlationId: n % 6 === 0 ? `c${n % 18}` : undefined,
		text: `"${"x".repeat(n % 90)}"`,
	}));
	store.append(rows);
	const anyPivot = fc.constantFrom(...COLUMNS).chain((column) => {
		const present = rows.flatMap((row) => valueOf(row, column) ?? []);
		const values = fc.array(fc.constantFrom(...new Set(present), "absent"), { maxLength: 60 });
		return fc.record({ column: fc.constant(column), values });
	});

	fc.assert(
		fc.property(
			fc.record({
				afterSeq: fc.nat(650),
				throughSeq: fc.option(fc.nat(650), { nil: undefined }),
				limit: fc.integer({ min: 1, max: 200 }),
				maxBytes: fc.integer({ min: 1, max: 1_500 }),
				pivot: fc.option(anyPivot, { nil: undefined }),
			}),
			(request) => {
				const events = readAll(store, request);

				assert.deepEqual(
					events.map(({ eventId }) => eventId),
					rows.filter((row, index) => isSelected(row, index + 1, request)).map(({ eventId }) => eventId),
				);
			},
		),
		{ numRuns: 300 },
	);
});

const COLUMNS: readonly StorePivot["column"][] = [
	"delivery_id",
	"event_id",
	"event_type",
	"head_sha",
	"msg_correlation_id",
	"msg_to",
	"repo",
	"run_id",
	"source",
];

function valueOf(row: EventRow, column: StorePivot["column"]): string | undefined {
	const columns: Readonly<Record<StorePivot["column"], string | undefined>> = {
		delivery_id: row.deliveryId,
		event_id: row.eventId,
		event_type: row.eventType,
		head_sha: row.headSha,
		msg_correlation_id: row.correlationId,
		msg_to: row.messageTo,
		repo: `${row.owner}/${row.repo}`,
		run_id: row.runId,
		source: row.source,
	};
	return columns[column];
}

function isSelected(row: EventRow, seq: number, { afterSeq, throughSeq, pivot }: PageRequest): boolean {
	if (seq <= afterSeq || seq > (throughSeq ?? seq)) return false;
	return pivot === undefined || pivot.values.some((value) => value === valueOf(row, pivot.column));
}

function readAll(store: Store, request: PageRequest): StoredEvent[] {
	const events: StoredEvent[] = [];
	for (let { afterSeq } = request; ; ) {
		const page = store.readAfter({ ...request, afterSeq });
		events.push(...page.events);
		if (page.isEnd) return events;
		assert.ok(page.nextSeq > afterSeq, "the cursor moves");
		afterSeq = page.nextSeq;
	}
}

function fill(store: Store, count: number, changesFor?: (n: number) => Partial<EventRow>): void {
	for (let n = 1; n <= count; n += 5_000) store.append(eventRows(n, Math.min(n + 4_999, count), changesFor));
	assert.equal(store.head()?.eventId, eventIdOf(count));
}
