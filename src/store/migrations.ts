/** Brings a database from any older schema to this one. `PRAGMA user_version` counts the migrations it has. */
import { BusError } from "../errors.js";
import type { Database } from "./driver.js";
import { initial } from "./migrations/0001-initial.js";
import { retention } from "./migrations/0002-retention.js";
import { repositoryNames } from "./migrations/0003-repository-names.js";
import { deliveries } from "./migrations/0004-deliveries.js";
import { latest } from "./migrations/0005-latest.js";
import { moveAwayHint } from "./store-error.js";
import { prepareTransaction } from "./transaction.js";

/** The statements of one step; a step that was released never changes again. */
export type Migration = readonly string[];

export const MIGRATIONS: readonly Migration[] = [initial, retention, repositoryNames, deliveries, latest];

// "wbus": tells our file from another program's, in `file` as well.
const APPLICATION_ID = 0x77627573;

/** @throws BusError STORE_TOO_NEW, STORE_FAILED when the file belongs to another program */
export function migrate(
	database: Database,
	path: string,
	migrations: readonly Migration[] = MIGRATIONS,
): void {
	const transact = prepareTransaction(database);
	while (readVersion(database, path, migrations.length) < migrations.length) {
		// Read again inside: another process may have taken the same step meanwhile.
		transact(() => takeStep(database, migrations, readVersion(database, path, migrations.length)));
	}
}

function takeStep(database: Database, migrations: readonly Migration[], version: number): void {
	const migration = migrations[version];
	if (migration === undefined) return;
	for (const statement of migration) database.exec(statement);
	database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
	database.exec(`PRAGMA user_version = ${version + 1}`);
}

function readVersion(database: Database, path: string, known: number): number {
	const version = database.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
	if (!isOurs(database)) {
		throw new BusError("STORE_FAILED", `Cannot open "${path}": it is a database of another program`, {
			hint: moveAwayHint(path),
		});
	}
	if (version <= known) return version;
	throw new BusError(
		"STORE_TOO_NEW",
		`Cannot open "${path}": its schema is version ${version}, this waitbus knows ${known}`,
		{
			hint: "Upgrade: npm install -g waitbus@latest",
		},
	);
}

function isOurs(database: Database): boolean {
	const row = database.prepare<{ application_id: number }>("PRAGMA application_id").get();
	return row?.application_id === APPLICATION_ID || isEmpty(database);
}

const COUNT_OBJECTS = `
	SELECT COUNT(*) AS count
	FROM sqlite_schema`;

function isEmpty(database: Database): boolean {
	return database.prepare<{ count: number }>(COUNT_OBJECTS).get()?.count === 0;
}
