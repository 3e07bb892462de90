/** The file in which a command finds its event. */
import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEvent } from "../../event/encode-event.js";
import { BusError } from "../../errors.js";
import type { BusEvent } from "../../event/event.js";
import { describeSystemError } from "../../platform/system-error.js";

/** Creates it, readable by this user alone, and returns its path. @throws BusError PATH_INVALID */
export function writeEventFile(event: BusEvent | undefined): string {
	const path = join(tmpdir(), `waitbus-event-${randomUUID()}.json`);
	const text = event === undefined ? '{"kind":"absent"}' : encodeEvent(event);
	try {
		// wx: whatever others may have put there is neither followed nor overwritten.
		writeFileSync(path, `${text}\n`, { flag: "wx", mode: 0o600 });
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot create "${path}": ${describeSystemError(cause)}`, {
			hint: "Set TMPDIR to a directory that you can write to",
			cause,
		});
	}
	return path;
}

export function removeEventFile(path: string): void {
	rmSync(path, { force: true });
}
