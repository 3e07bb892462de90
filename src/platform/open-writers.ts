/** Whether somebody is still writing a file that was found, rather than heard of. */
import { closeSync, constants, openSync } from "node:fs";
import { constants as system } from "node:os";
import type { BytePath } from "./byte-path.js";
import { toBytes } from "./byte-path.js";
import type { Libc } from "./libc.js";

export type OpenWriters = "none" | "some" | "unknown";

// fcntl(2) on Linux.
const F_SETSIG = 10;
const F_SETLEASE = 1_024;
const F_RDLCK = 0;
const F_UNLCK = 2;

/**
 * Asks for a read lease, which the kernel grants only on a file that nobody has open for writing, and gives it back.
 * Somebody who opens the file in these microseconds waits for them. Not known of other users' files and where the file
 * system has no leases.
 */
export function findOpenWriters(libc: Libc, path: BytePath): OpenWriters {
	if (process.platform !== "linux") return "unknown";
	const fd = tryOpen(path);
	if (fd === undefined) return "unknown";
	try {
		// The signal that says somebody waits for the lease would otherwise be SIGIO, which ends the process.
		if (libc.fcntl(fd, F_SETSIG, system.signals.SIGURG) !== 0) return "unknown";
		if (libc.fcntl(fd, F_SETLEASE, F_RDLCK) !== 0) {
			return libc.errno() === system.errno.EAGAIN ? "some" : "unknown";
		}
		libc.fcntl(fd, F_SETLEASE, F_UNLCK);
		return "none";
	} finally {
		closeSync(fd);
	}
}

function tryOpen(path: BytePath): number | undefined {
	const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
	try {
		return openSync(toBytes(path), O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	} catch {
		return undefined;
	}
}
