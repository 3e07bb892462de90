/** Looks for whatever has changed, when the kernel had more to tell than it could keep. */
import { findPinned } from "./arrival.js";
import type { Forest } from "./forest.js";
import { lose } from "./seek.js";

export function recheck(forest: Forest, sinceMs: number): void {
	const { watches, read, top } = forest;
	const how = { kind: "again", sinceMs } as const;
	const known = [...top.walk()];
	for (const directory of known) {
		if (!directory.isThere) continue;
		const { parent } = directory;
		const isThere = watches.add(directory, watches.hearsEntries(directory) ? "entries" : "itself");
		if (isThere && directory.covers.length > 0) read(directory, how);
		else if (isThere) findPinned(forest, directory, how);
		// Otherwise it is missed when the directory that it was in is read again.
		else if (parent === undefined || !watches.hearsEntries(parent)) lose(forest, directory, "delete");
	}
}
