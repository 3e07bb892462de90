import assert from "node:assert/strict";
import { test } from "node:test";
import { openDatabase } from "../../src/store/driver.js";
import { prepareTransaction } from "../../src/store/transaction.js";

test("work that throws leaves nothing behind, and the next transaction is stored", async (t) => {
	const database = await openDatabase(":memory:", 0);
	t.after(() => database.close());
	database.exec("CREATE TABLE numbers (n INTEGER)");
	const transact = prepareTransaction(database);

	const failing = () =>
		transact(() => {
			database.exec("INSERT INTO numbers VALUES (1)");
			throw new TypeError("half way");
		});

	assert.throws(failing, { name: "TypeError", message: "half way" });
	assert.equal(
		transact(() => database.exec("INSERT INTO numbers VALUES (2)")),
		undefined,
	);
	assert.deepEqual(
		database
			.prepare<{ n: number }>("SELECT n FROM numbers")
			.all()
			.map(({ n }) => n),
		[2],
	);
});
