import assert from "node:assert/strict";
import { test } from "node:test";
import type { Database } from "../../src/store/driver.js";
import type { StorePivot } from "../../src/store/page.js";
import { SqliteStore } from "../../src/store/sqlite-store.js";
import { eventIdOf, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const INDEX_OF: Readonly<Record<StorePivot["column"], string>> = {
	delivery_id: "sqlite_autoindex_events_2",
	event_id: "sqlite_autoindex_events_1",
	event_type: "events_by_event_type",
	head_sha: "events_by_head_sha",
	msg_correlation_id: "events_by_msg_correlation_id",
	msg_to: "events_by_msg_to",
	repo: "events_by_repository",
	run_id: "events_by_run_id",
	source: "events_by_source",
};

for (const [name, index] of Object.entries(INDEX_OF)) {
	const column = name as StorePivot["column"];

	test(`a page by ${column} seeks in an index and sorts nothing, for one value and for several`, async (t) => {
		const { database, store, prepared } = await openRecordedStore(t);
		prepared.length = 0;
		for (const values of [["a"], ["a", "b", "c"], letters(16)]) {
			store.readAfter({ afterSeq: 1, limit: 5, maxBytes: 1_000, pivot: { column, values } });
		}

		const plans = prepared.map((sql) => explain(database, sql));

		assert.equal(plans.length, 3);
		for (const plan of plans) assertNoScanOrSort(plan);
		for (const plan of plans)
			assert.ok(
				searches(plan).every((step) => step.includes(`INDEX ${index} (`)),
				plan.join("\n"),
			);
		assert.deepEqual(
			plans.map((plan) => searches(plan).length),
			[1, 3, 16],
		);
	});
}

test("a page without a filter is a range of the table", async (t) => {
	const { database, store, prepared } = await openRecordedStore(t);
	prepared.length = 0;
	store.readAfter({ afterSeq: 1, limit: 5, maxBytes: 1_000 });

	const plans = prepared.map((sql) => explain(database, sql));

	assert.deepEqual(plans, [["SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]]);
});

test("no statement of the store reads the whole table, except the one that counts", async (t) => {
	const { database, store, prepared } = await openRecordedStore(t);
	store.readAfter({ afterSeq: 1, limit: 5, maxBytes: 1_000 });
	store.prune({ maxRows: 20 }, 0, { maxRows: 5 });
	const explainable = prepared.filter((sql) => /^\s*(SELECT|INSERT|DELETE|WITH)/.test(sql));

	for (const sql of explainable) assertNoScanOrSort(explain(database, sql));

	assert.ok(explainable.length >= 10, `${explainable.length} statements`);
	store.statistics();
	const counting = prepared.filter((sql) => sql.includes("COUNT")).map((sql) => explain(database, sql));
	assert.deepEqual(counting, [["SCAN events USING COVERING INDEX events_by_source"]]);
});

test("the newest of each workflow and of each job that failed are read from an index alone", async (t) => {
	const { database, prepared } = await openRecordedStore(t);
	const statements = prepared.filter((sql) => sql.includes("INDEXED BY"));

	const plans = statements.map((sql) => explain(database, sql));

	assert.deepEqual(plans, [
		["SEARCH events USING INDEX events_of_workflows (repository>? AND repository<?)"],
		["SEARCH events USING INDEX events_of_failed_jobs (repository>? AND repository<?)"],
	]);
});

interface RecordedStore {
	readonly database: Database;
	readonly store: SqliteStore;
	readonly prepared: string[];
}

async function openRecordedStore(t: Parameters<typeof openScratchStore>[0]): Promise<RecordedStore> {
	const scratch = await openScratchStore(t);
	scratch.store.append(
		eventRows(1, 100, (n) => ({ headSha: `h${n}`, runId: `r${n}`, messageTo: `m${n % 3}` })),
	);
	assert.equal(scratch.store.head()?.eventId, eventIdOf(100));
	const database = await scratch.connect();
	const prepared: string[] = [];
	const recording: Database = {
		isOpen: true,
		get isTransaction() {
			return database.isTransaction;
		},
		prepare(sql) {
			prepared.push(sql);
			return database.prepare(sql);
		},
		exec: (sql) => database.exec(sql),
		close: () => database.close(),
	};
	return { database, store: new SqliteStore(recording, scratch.path), prepared };
}

function explain(database: Database, sql: string): string[] {
	const names = [...new Set([...sql.matchAll(/:(\w+)/g)].map(([, name = ""]) => name))];
	const values = Object.fromEntries(names.map((name) => [name, 1]));
	const plan = database.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
	return (names.length === 0 ? plan.all() : plan.all(values)).map(({ detail }) => detail);
}

function assertNoScanOrSort(plan: readonly string[]): void {
	const costly = plan.filter((step) => step.includes("TEMP B-TREE") || /^SCAN events(?! USING)/.test(step));
	assert.deepEqual(costly, [], plan.join("\n"));
}

function searches(plan: readonly string[]): string[] {
	return plan.filter((step) => step.startsWith("SEARCH") || step.startsWith("SCAN events"));
}

function letters(count: number): string[] {
	return Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
}
