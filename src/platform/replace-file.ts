/** A file is replaced as a whole: whoever reads it meanwhile sees all of the old one or all of the new one. */
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.js";
import { describeSystemError } from "./system-error.js";

/**
 * Survives a power cut from then on.
 * @param mode Of the new file. @default 0o600, readable by its owner alone
 * @throws BusError PATH_INVALID
 */
export function replaceFile(path: string, content: string, mode = 0o600): void {
	const temporaryPath = `${path}.${process.pid}.new`;
	try {
		writeDurably(temporaryPath, content, mode);
		renameSync(temporaryPath, path);
		syncDirectory(dirname(path));
	} catch (cause) {
		rmSync(temporaryPath, { force: true });
		throw new BusError("PATH_INVALID", `Cannot write "${path}": ${describeSystemError(cause)}`, { cause });
	}
}

function writeDurably(path: string, content: string, mode: number): void {
	rmSync(path, { force: true });
	const fd = openSync(path, "wx", mode);
	try {
		writeFileSync(fd, content);
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}

function syncDirectory(path: string): void {
	const fd = openSync(path, constants.O_RDONLY);
	try {
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}
