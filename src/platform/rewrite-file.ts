/** Files that belong to somebody else's program, such as one in a home directory that is a link into a directory of dotfiles. */
import { lstatSync, readlinkSync, realpathSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { replaceFile } from "./replace-file.js";

/**
 * Replaces it as a whole, where links lead to, with the owner and the mode it had.
 * @param newMode Of a file that is not there yet.
 * @throws BusError PATH_INVALID
 */
export function rewriteFile(path: string, content: string, newMode = 0o600): void {
	const place = followLinks(path);
	const there = statSync(place, { throwIfNoEntry: false });
	if (there === undefined) return replaceFile(place, content, { mode: newMode });
	replaceFile(place, content, { mode: there.mode & 0o777, owner: there });
}

/** Leaves the links that lead to it. */
export function removeLinkedFile(path: string): void {
	rmSync(followLinks(path), { force: true });
}

/** The file need not be there yet. */
function followLinks(path: string): string {
	const entry = lstatSync(path, { throwIfNoEntry: false });
	if (entry?.isSymbolicLink() !== true) return path;
	if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
	return followLinks(resolve(dirname(path), readlinkSync(path)));
}
