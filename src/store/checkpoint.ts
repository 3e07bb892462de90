import type { Database } from "./driver.js";

// PASSIVE waits for nobody; the next commit then starts the log over.
const CHECKPOINT = "PRAGMA wal_checkpoint (PASSIVE)";
const RELEASE_MEMORY = "PRAGMA shrink_memory";

const NEVER_WAIT = "PRAGMA busy_timeout = 0";
const CHECKPOINT_AND_EMPTY = "PRAGMA wal_checkpoint (TRUNCATE)";

/** Moves the write-ahead log into the database and gives cached memory back. */
export function checkpoint(database: Database): void {
	database.exec(CHECKPOINT);
	database.exec(RELEASE_MEMORY);
}

/** Leaves the database complete without its write-ahead log, unless another program is reading it. */
export function checkpointForClose(database: Database): void {
	database.exec(NEVER_WAIT);
	database.exec(CHECKPOINT_AND_EMPTY);
}
