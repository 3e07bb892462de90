/** Directories that are ours alone: no other user may put a socket or a database of his own in our place. */

import type { Stats } from "node:fs";
import { lstatSync, mkdirSync, statSync } from "node:fs";
import { BusError } from "../errors.js";
import { describeSystemError } from "./system-error.js";

export interface DirectoryOwner {
	readonly uid: number;
	/** The variable that names another directory instead, for the hint. */
	readonly variable: string;
}

/**
 * Creates the directory (0700, as its missing parents) unless it is there, and checks whose it is.
 * @throws BusError PATH_INVALID
 */
export function ensureDirectory(path: string, { uid, variable }: DirectoryOwner): void {
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot create directory "${path}": ${describeSystemError(cause)}`, {
			hint: `Set ${variable} to a directory that you can write to`,
			cause,
		});
	}
	const fault = findDirectoryFault(path, uid);
	if (fault === undefined) return;
	throw new BusError("PATH_INVALID", `Cannot use directory "${path}": it is ${fault}`, {
		hint:
			fault === "writable by other users"
				? `Run: chmod 700 "${path}"`
				: `Set ${variable} to another directory`,
	});
}

export type DirectoryFault =
	| "missing"
	| "inaccessible"
	| "not a directory"
	| "owned by another user"
	| "writable by other users";

/** Why the directory is not ours alone; undefined when it is. */
export function findDirectoryFault(path: string, uid: number): DirectoryFault | undefined {
	try {
		const entry = lstatSync(path, { throwIfNoEntry: false });
		if (!entry?.isSymbolicLink()) return findFault(entry, uid);
		// Whoever owns a link may point it elsewhere at any time.
		if (entry.uid !== uid && entry.uid !== 0) return "owned by another user";
		return findFault(statSync(path, { throwIfNoEntry: false }), uid);
	} catch {
		return "inaccessible";
	}
}

const WRITABLE_BY_OTHERS = 0o022;

function findFault(entry: Stats | undefined, uid: number): DirectoryFault | undefined {
	if (entry === undefined) return "missing";
	if (!entry.isDirectory()) return "not a directory";
	if (entry.uid !== uid) return "owned by another user";
	if ((entry.mode & WRITABLE_BY_OTHERS) !== 0) return "writable by other users";
	return undefined;
}
