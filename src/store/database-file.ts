/** The file before SQLite opens it: it exists, is ours alone to read, and can be written. */
import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.js";
import { ensurePrivateFile } from "../platform/private-file.js";
import { describeSystemError } from "../platform/system-error.js";

/** @throws BusError STORE_FAILED naming what is missing or forbidden */
export function prepareDatabaseFile(path: string): void {
	const folder = dirname(path);
	const attempt = (hint: string, work: () => void): void => {
		try {
			work();
		} catch (cause) {
			throw new BusError("STORE_FAILED", messageFor(path, cause), { hint, cause });
		}
	};
	attempt(`Create it: mkdir -p -m 700 "${folder}"`, () => accessSync(folder));
	// SQLite makes its -wal and -shm files beside the database.
	attempt(`Make it writable: chmod u+rwx "${folder}"`, () =>
		accessSync(folder, constants.W_OK | constants.X_OK),
	);
	attempt(`Make it readable and writable: chmod u+rw "${path}"`, () => {
		ensurePrivateFile(path);
		// New ones get the mode of the database; older ones may be laxer.
		for (const file of [`${path}-wal`, `${path}-shm`]) if (existsSync(file)) ensurePrivateFile(file);
	});
}

function messageFor(path: string, cause: unknown): string {
	return cause instanceof BusError ? cause.message : `Cannot open "${path}": ${describeSystemError(cause)}`;
}
