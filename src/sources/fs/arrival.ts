/** What is found or heard to be there now. */
import { coversOf } from "./cover.js";
import { drop, vanishFile } from "./departure.js";
import type { Directory } from "./directory.js";
import { findCovers, type Forest, narrow, type Place } from "./forest.js";
import { type FindHow, toEntryHow } from "./how.js";
import type { Listed } from "./read-directory.js";
import { readEntry } from "./read-entry.js";

export interface Found extends Place {
	readonly kind: Listed["kind"];
}

/** Tells of an entry, and watches it if it is a directory. */
export function arrive(forest: Forest, found: Found, how: FindHow): void {
	const { directory, name, kind } = found;
	if (kind === "directory") return arriveDirectory(forest, found, how);
	forest.files.find(directory, name, how);
	const child = directory.directories.get(name);
	// What was asked for by name may be reached by a link.
	if (kind !== "link" || child === undefined || child.watch !== undefined) return;
	child.isLink = true;
	attach(forest, child, how);
}

function arriveDirectory(forest: Forest, found: Found, how: FindHow): void {
	const { directory, name } = found;
	const known = directory.directories.get(name);
	const covers = coversOf(directory, name, true);
	if (known === undefined ? covers.length === 0 : known.watch !== undefined) return;
	if (known?.isThere === true) drop(forest, known);
	const child = directory.enter(name);
	child.isLink = false;
	tellDirectory(forest, found, how);
	// It is another one than the one that was known, if there was any.
	attach(forest, child, how.kind === "again" ? { kind: "created" } : how);
	const isGone = child.watch === undefined && !forest.watches.failures.has(child);
	if (isGone && child.pins === 0) directory.directories.delete(name);
}

function tellDirectory({ report }: Forest, { directory, name }: Place, how: FindHow): void {
	const covers = coversOf(directory, name, true);
	const path = directory.pathOf(name);
	if (how.kind === "created" || how.kind === "again")
		report(covers, { action: "create", path, isDirectory: true, isFinished: false });
	if (how.kind === "moved")
		report(covers, { action: "moved_to", path, oldPath: how.oldPath, isDirectory: true, isFinished: true });
}

/** Watches a directory, if it is there, and has what is in it found. */
export function attach(forest: Forest, directory: Directory, how: FindHow): void {
	// First the watch, then a look: whatever comes in between is heard of.
	if (!forest.watches.add(directory, "entries")) return;
	directory.isThere = true;
	directory.covers = findCovers(forest, directory);
	if (directory.covers.length > 0) return forest.read(directory, how);
	findPinned(forest, directory, how);
	directory.readUpTo = forest.takeNotices();
	narrow(forest, directory);
}

/** In a directory that only leads to what is asked for. */
export function findPinned(forest: Forest, directory: Directory, how: FindHow): void {
	for (const { name, pins, path } of directory.directories.values()) {
		if (pins === 0) continue;
		const entry = readEntry(path);
		if (entry !== undefined) {
			const kind = entry.kind === "other" ? "file" : entry.kind;
			arrive(forest, { directory, name, kind }, toEntryHow(how, name));
		} else if (directory.files.has(name)) vanishFile(forest, { directory, name }, "delete");
	}
}
