import { closeSync, constants, fchmodSync, fstatSync, openSync } from "node:fs";
import { BusError } from "../errors.js";
import { describeSystemError } from "./system-error.js";

/**
 * Opens a file of ours for reading and appending, and makes it if it is missing. Whatever the umask was,
 * and whoever made the file, only we can read it. Children do not inherit the descriptor.
 * @throws BusError PATH_INVALID
 */
export function openPrivateFile(path: string): number {
	try {
		const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
		return restrict(fd);
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot open "${path}": ${describeSystemError(cause)}`, {
			hint: "Check who owns the file, or set WAITBUS_STATE_DIR to another directory",
			cause,
		});
	}
}

/** SQLite gives its -wal and -shm files the mode of the database, so it is enough to make that first. */
export function ensurePrivateFile(path: string): void {
	closeSync(openPrivateFile(path));
}

function restrict(fd: number): number {
	try {
		const entry = fstatSync(fd);
		// A device or a pipe in place of the file belongs to the system.
		if (entry.isFile() && (entry.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}
