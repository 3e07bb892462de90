/** A file is replaced as a whole: whoever reads it meanwhile sees all of the old one or all of the new one. */
import {
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fsyncSync,
	openSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.js";
import { describeSystemError } from "./system-error.js";

export interface NewFile {
	/** @default 0o600, readable by its owner alone */
	readonly mode?: number;
	/** @default this process's user */
	readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * Survives a power cut from then on.
 * @throws BusError PATH_INVALID
 */
export function replaceFile(path: string, content: string, file: NewFile = {}): void {
	const temporaryPath = `${path}.${process.pid}.new`;
	try {
		writeDurably(temporaryPath, content, file);
		renameSync(temporaryPath, path);
		syncDirectory(dirname(path));
	} catch (cause) {
		rmSync(temporaryPath, { force: true });
		throw new BusError("PATH_INVALID", `Cannot write "${path}": ${describeSystemError(cause)}`, { cause });
	}
}

function writeDurably(path: string, content: string, { mode = 0o600, owner }: NewFile): void {
	rmSync(path, { force: true });
	const fd = openSync(path, "wx", 0o600);
	try {
		writeFileSync(fd, content);
		if (owner !== undefined) giveTo(fd, owner);
		// Not by open, whose mode the umask takes from; after the owner, whose change takes from it too.
		fchmodSync(fd, mode);
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}

/** Somebody else's file stays theirs or is left alone; a group of which we are no member is let go. */
function giveTo(fd: number, { uid, gid }: Required<NewFile>["owner"]): void {
	if (uid === process.getuid?.() && gid === process.getgid?.()) return;
	try {
		fchownSync(fd, uid, gid);
	} catch (error) {
		if (uid !== process.getuid?.()) throw error;
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
