/** One daemon per state directory. The kernel holds the lock, so it goes when its holder dies, however he dies. */

import { closeSync, ftruncateSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { BusError } from "../errors.js";
import type { InstanceDetails } from "./instance-details.js";
import type { Libc } from "./libc.js";
import { openPrivateFile } from "./private-file.js";

/**
 * Takes the lock and notes in the file who holds it; undefined when somebody else holds it.
 * @throws BusError PATH_INVALID when the file cannot be opened or its file system has no locks
 */
export function acquireInstanceLock(
	libc: Libc,
	path: string,
	details: InstanceDetails,
): InstanceLock | undefined {
	const fd = openPrivateFile(path);
	try {
		if (tryLock(libc, fd, path)) return new InstanceLock(fd, details);
	} catch (error) {
		closeSync(fd);
		throw error;
	}
	closeSync(fd);
	return undefined;
}

/** The file stays: were it removed, two processes could each hold the lock of a different file of that name. */
export class InstanceLock {
	#fd: number | undefined;

	constructor(fd: number, details: InstanceDetails) {
		this.#fd = fd;
		try {
			ftruncateSync(fd, 0);
			writeSync(fd, `${JSON.stringify(details)}\n`);
		} catch {
			// A full disk: the lock is what counts, the note is for people and clients who look for the socket.
		}
	}

	release(): void {
		const fd = this.#fd;
		if (fd === undefined) return;
		this.#fd = undefined;
		try {
			ftruncateSync(fd, 0);
		} finally {
			closeSync(fd);
		}
	}
}

const LOCK_EX = 2;
const LOCK_NB = 4;

function tryLock(libc: Libc, fd: number, path: string): boolean {
	if (libc.flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
	const errno = libc.errno();
	if (errno === constants.errno.EWOULDBLOCK) return false;
	throw new BusError("PATH_INVALID", `Cannot lock "${path}": ${getSystemErrorName(-errno)}`, {
		hint: "Set WAITBUS_STATE_DIR to a directory on a local file system",
	});
}
