import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { configureDatabase } from "../../src/store/configure-database.js";
import { type Database, openDatabase } from "../../src/store/driver.js";
import { MIGRATIONS, migrate } from "../../src/store/migrations.js";
import { openStore } from "../../src/store/open-store.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { eventIdOf, eventRow } from "./event-rows.js";

test("a database of the first schema is upgraded with its events", async (t) => {
	const path = await makeDatabase(t, (database, file) => {
		migrate(database, file, MIGRATIONS.slice(0, 1));
		database.exec(`
			INSERT INTO events (
				seq, event_id, delivery_id, source, event_type, repository, msg_to, received_at, text, payload
			)
			VALUES
				(1, '${eventIdOf(1)}', 'a', 'docker', 'docker_container', 'local/docker', NULL, 1, '{"n":1}', '{"raw":1}'),
				(2, '${eventIdOf(2)}', 'b', 'agent', 'agent_message', 'local/agents', 'bob', 2, '{"n":2}', NULL)`);
	});

	const store = await openStore(path, { durability: "normal" });
	t.after(() => store.close());

	const pivot = { column: "msg_to", values: ["bob"] } as const;
	assert.deepEqual(store.readAfter({ afterSeq: 0, limit: 10, maxBytes: 1_000, pivot }).events, [
		{ seq: 2, eventId: eventIdOf(2), text: '{"n":2}' },
	]);
	const repository = { column: "repo", values: ["Local/Docker"] } as const;
	assert.deepEqual(
		store
			.readAfter({ afterSeq: 0, limit: 10, maxBytes: 1_000, pivot: repository })
			.events.map(({ seq }) => seq),
		[1],
	);
	assert.equal(store.readPayload(1), '{"raw":1}');
	assert.deepEqual(store.append([eventRow(3, { deliveryId: "a" }), eventRow(4)]), [
		{ outcome: "duplicate", seq: 1, eventId: eventIdOf(1) },
		{ outcome: "committed", seq: 3, eventId: eventIdOf(4) },
	]);
	assert.equal(store.prunedThrough(), undefined);
	assert.deepEqual(store.prune({ maxRows: 1 }, 0, { maxRows: 10 }), { removed: 2, isDone: true });
	assert.deepEqual(store.prunedThrough(), { seq: 2, eventId: eventIdOf(2) });
});

test("a database from before deliveries keeps its events and takes deliveries", async (t) => {
	const path = await makeDatabase(t, (database, file) => {
		migrate(database, file, MIGRATIONS.slice(0, 3));
		database.exec(`
			INSERT INTO events (
				seq, event_id, delivery_id, source, event_type, repository, received_at, text
			)
			VALUES (1, '${eventIdOf(1)}', 'a', 'docker', 'docker_container', 'local/docker', 1, '{"n":1}')`);
	});

	const store = await openStore(path, { durability: "normal" });
	t.after(() => store.close());

	assert.deepEqual(store.openDeliveries(), []);
	assert.equal(store.findByEventId(eventIdOf(1))?.text, '{"n":1}');
});

test("a database from before the indexes of CI finds the newest run of a workflow that it holds", async (t) => {
	const path = await makeDatabase(t, (database, file) => {
		migrate(database, file, MIGRATIONS.slice(0, 4));
		database.exec(`
			INSERT INTO events (
				seq, event_id, delivery_id, source, event_type, repository, received_at, text
			)
			VALUES
				(1, '${eventIdOf(1)}', 'a', 'github', 'workflow_run', 'me/app', 1, '{"fields":{"workflow_name":"ci"}}'),
				(2, '${eventIdOf(2)}', 'b', 'github', 'workflow_run', 'me/app', 2, '{"fields":{"workflow_name":"ci"}}')`);
	});

	const store = await openStore(path, { durability: "normal" });
	t.after(() => store.close());

	assert.deepEqual(store.latest({ of: "workflows" }), [2]);
});

test("a new database has every migration, and opening it again takes none", async (t) => {
	const path = await makeDatabase(t, (database, file) => migrate(database, file));
	const before = await readSchema(path);

	(await openStore(path, { durability: "normal" })).close();

	assert.equal(before.version, MIGRATIONS.length);
	assert.deepEqual(await readSchema(path), before);
});

test("a migration that fails leaves the schema as it was", async (t) => {
	const path = await makeDatabase(t, (database, file) => {
		migrate(database, file, MIGRATIONS.slice(0, 1));
		const broken = ["CREATE TABLE half (id INTEGER)", "CREATE TABLE events (id INTEGER)"];

		assert.throws(() => migrate(database, file, [...MIGRATIONS.slice(0, 1), broken]), /already exists/);
	});

	const { version, names } = await readSchema(path);
	assert.equal(version, 1);
	assert.ok(names.includes("events") && !names.includes("half"), names.join(" "));
});

test("a database of a newer waitbus is refused with both versions and the way to upgrade", async (t) => {
	const path = await makeDatabase(t, (database, file) => {
		migrate(database, file);
		database.exec("PRAGMA user_version = 99");
	});

	await assert.rejects(openStore(path, { durability: "normal" }), {
		code: "STORE_TOO_NEW",
		message: `Cannot open "${path}": its schema is version 99, this waitbus knows ${MIGRATIONS.length}`,
		hint: "Upgrade: npm install -g waitbus@latest",
	});
});

test("a database of another program is refused and not touched", async (t) => {
	const path = await makeDatabase(t, (database) => database.exec("CREATE TABLE accounts (id INTEGER)"));

	await assert.rejects(openStore(path, { durability: "normal" }), {
		code: "STORE_FAILED",
		message: `Cannot open "${path}": it is a database of another program`,
		hint: /^Move it away/,
	});
	assert.deepEqual(await readSchema(path), { version: 0, names: ["accounts"] });
});

async function makeDatabase(
	t: Parameters<typeof makeTemporaryDirectory>[0],
	fill: (database: Database, path: string) => void,
): Promise<string> {
	const path = join(makeTemporaryDirectory(t), "events.db");
	const database = await openDatabase(path, 0);
	configureDatabase(database, path, "normal");
	fill(database, path);
	database.close();
	return path;
}

async function readSchema(
	path: string,
): Promise<{ readonly version: number | undefined; readonly names: string[] }> {
	const database = await openDatabase(path, 0);
	const version = database.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version;
	const names = database.prepare<{ name: string }>("SELECT name FROM sqlite_schema ORDER BY rowid").all();
	database.close();
	return { version, names: names.map(({ name }) => name) };
}
