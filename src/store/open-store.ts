import { configureDatabase, type Durability } from "./configure-database.js";
import { prepareDatabaseFile } from "./database-file.js";
import { type Database, openDatabase } from "./driver.js";
import { migrate } from "./migrations.js";
import { SqliteStore } from "./sqlite-store.js";
import type { Store } from "./store.js";
import { toStoreError } from "./store-error.js";

// Nobody else writes; a person with sqlite3 open may, and the daemon stands still meanwhile.
const BUSY_TIMEOUT_MS = 1_000;

interface OpenStoreOptions {
	readonly durability: Durability;
}

/**
 * Opens the log at `path`, creates it when it does not exist, and upgrades it when it is older.
 * The folder must exist. The caller closes the store.
 * @throws BusError STORE_TOO_NEW, STORE_FULL, STORE_FAILED
 */
export async function openStore(path: string, { durability }: OpenStoreOptions): Promise<Store> {
	prepareDatabaseFile(path);
	let database: Database | undefined;
	try {
		database = await openDatabase(path, BUSY_TIMEOUT_MS);
		configureDatabase(database, path, durability);
		migrate(database, path);
		return new SqliteStore(database, path);
	} catch (error) {
		if (database?.isOpen) database.close();
		throw toStoreError(error, "open", path);
	}
}
