import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { configureDatabase, type Durability } from "../../src/store/configure-database.js";
import { openDatabase } from "../../src/store/driver.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

// sqlite.org/pragma.html: synchronous 1 is NORMAL and 2 is FULL, auto_vacuum 2 is INCREMENTAL.
const SYNCHRONOUS_OF: Readonly<Record<Durability, number>> = { normal: 1, full: 2 };

for (const durability of ["normal", "full"] as const) {
	test(`a connection with durability "${durability}" syncs as that asks for`, async (t) => {
		const path = join(makeTemporaryDirectory(t), "events.db");
		const database = await openDatabase(path, 0);
		t.after(() => database.close());

		configureDatabase(database, path, durability);

		const read = (pragma: string) => ({ ...database.prepare<object>(`PRAGMA ${pragma}`).get() });
		assert.deepEqual(read("synchronous"), { synchronous: SYNCHRONOUS_OF[durability] });
		assert.deepEqual(read("journal_mode"), { journal_mode: "wal" });
		assert.deepEqual(read("auto_vacuum"), { auto_vacuum: 2 });
		assert.deepEqual(read("mmap_size"), { mmap_size: 0 });
	});
}
