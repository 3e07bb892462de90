import { write, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const RETRY_MS = 2;
const writeOnce = promisify(write);

/** Writes all of it, as slowly as the reader wants it, while this process goes on. @throws the system's error */
export async function writeFully(fd: number, bytes: Buffer): Promise<void> {
	for (let rest = bytes; rest.length > 0; ) {
		try {
			const { bytesWritten } = await writeOnce(fd, rest);
			rest = rest.subarray(bytesWritten);
		} catch (error) {
			if (!isFull(error)) throw error;
			await delay(RETRY_MS);
		}
	}
}

/** The same, and nothing else of this process happens meanwhile. */
export function writeFullySync(fd: number, bytes: Buffer): void {
	for (let rest = bytes; rest.length > 0; ) {
		try {
			rest = rest.subarray(writeSync(fd, rest));
		} catch (error) {
			if (!isFull(error)) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
		}
	}
}

// Another process that has the file open may have set it to non-blocking.
function isFull(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
