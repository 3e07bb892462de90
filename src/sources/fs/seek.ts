/** Finds what is asked for again, or waits for it at the nearest directory that is there. */
import { arrive } from "./arrival.js";
import { drop, type Leaving, tellGone } from "./departure.js";
import type { Directory } from "./directory.js";
import { type Forest, narrow } from "./forest.js";
import type { FindHow } from "./how.js";
import { readEntry } from "./read-entry.js";

export function seek(forest: Forest, directory: Directory, how: FindHow): void {
	const { parent, name, path } = directory;
	if (parent === undefined || directory.pins === 0) return;
	// First the watch, then a look: it may have come already.
	if (!forest.watches.add(parent, "entries")) {
		drop(forest, parent);
		seek(forest, parent, how);
		return;
	}
	const kind = readEntry(path)?.kind;
	if (kind !== undefined)
		arrive(forest, { directory: parent, name, kind: kind === "other" ? "file" : kind }, how);
	narrow(forest, parent);
}

/** It says itself that it is gone; the directory that it was in is not watched for its entries. */
export function lose(forest: Forest, directory: Directory, action: Leaving): void {
	tellGone(forest, directory, action);
	drop(forest, directory);
	seek(forest, directory, { kind: "created" });
}
