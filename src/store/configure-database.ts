/** The settings of a connection, chosen for one writer that is idle most of its life. */
import { BusError } from "../errors.js";
import type { Database } from "./driver.js";

/**
 * What an acknowledged event survives: "normal" a crash of any process, "full" also of the machine.
 */
export type Durability = "normal" | "full";

// A checkpoint stalls the commit that triggers it: rare enough for p99, short enough for a flood (26 ms at worst).
const CHECKPOINT_PAGES = 4_000;
// A commit writes each page it touched whole, one for each index: at half the usual size it takes a third less time.
const PAGE_BYTES = 2_048;
const MAX_IDLE_WAL_BYTES = 8 * 1024 * 1024;
// Larger makes a flood no faster (WAL pages are hot in the system's cache) and stays in the daemon's memory.
const CACHE_KIBIBYTES = 2_000;

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { normal: "NORMAL", full: "FULL" };

// https://www.sqlite.org/pragma.html#pragma_synchronous
const SYNCHRONOUS_FULL = 2;

export function configureDatabase(database: Database, path: string, durability: Durability): void {
	// Only a database without tables takes these two; later ones keep what they have.
	database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
	database.exec("PRAGMA auto_vacuum = INCREMENTAL");
	requireWal(database, path);
	setDurability(database, durability);
	database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
	database.exec(`PRAGMA journal_size_limit = ${MAX_IDLE_WAL_BYTES}`);
	database.exec(`PRAGMA cache_size = -${CACHE_KIBIBYTES}`);
	database.exec("PRAGMA mmap_size = 0");
	database.exec("PRAGMA temp_store = MEMORY");
	database.exec("PRAGMA trusted_schema = OFF");
}

/** Counts from the next commit on, which with "full" syncs what was committed before as well. */
export function setDurability(database: Database, durability: Durability): void {
	database.exec(`PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
}

export function readDurability(database: Database): Durability {
	const row = database.prepare<{ synchronous: number }>("PRAGMA synchronous").get();
	return row?.synchronous === SYNCHRONOUS_FULL ? "full" : "normal";
}

function requireWal(database: Database, path: string): void {
	const row = database.prepare<{ journal_mode: string }>("PRAGMA journal_mode = WAL").get();
	if (row?.journal_mode === "wal") return;
	throw new BusError(
		"STORE_FAILED",
		`Cannot open "${path}": its file system has no shared memory for SQLite`,
		{
			hint: "Put the state on a local disk: export WAITBUS_STATE_DIR=/path/on/a/local/disk",
		},
	);
}
