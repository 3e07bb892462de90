/** What is not there any more. */
import type { BytePath } from "../../platform/byte-path.js";
import { coversOf } from "./cover.js";
import type { Directory } from "./directory.js";
import type { Forest, Place } from "./forest.js";

export type Leaving = "delete" | "moved_from";

/** What was known of a directory that has gone. */
export interface Removed {
	/** Undefined when nobody looked into it. */
	readonly files: ReadonlySet<BytePath> | undefined;
	/** What the kernel still watches, when it was asked to. */
	readonly watches: readonly number[];
}

export function vanishFile(forest: Forest, { directory, name }: Place, action: Leaving): void {
	directory.files.delete(name);
	const path = directory.pathOf(name);
	forest.files.forget(path);
	forest.report(coversOf(directory, name, false), { action, path, isDirectory: false, isFinished: false });
}

/** What goes elsewhere is still watched, so that nothing is missed until it has been found there. */
export function vanishDirectory(forest: Forest, { directory, name }: Place, action: Leaving): Removed {
	const child = directory.directories.get(name);
	if (child?.isThere === true) {
		tellGone(forest, child, action);
		return drop(forest, child, { keepsWatches: action === "moved_from" });
	}
	const path = directory.pathOf(name);
	const covers = coversOf(directory, name, true);
	forest.report(covers, { action, path, isDirectory: true, isFinished: false });
	return { files: undefined, watches: [] };
}

/** Of the directory and whatever was known in it. */
export function tellGone({ report }: Forest, gone: Directory, action: Leaving): void {
	for (const directory of [...gone.walk()].toReversed()) {
		const { path, parent, name } = directory;
		for (const file of directory.files.keys()) {
			const covers = coversOf(directory, file, false);
			report(covers, { action, path: directory.pathOf(file), isDirectory: false, isFinished: false });
		}
		if (!directory.isThere || parent === undefined) continue;
		report(coversOf(parent, name, true), { action, path, isDirectory: true, isFinished: false });
	}
}

/** Forgets the directory and all beneath it, except for the way to what is asked for. */
export function drop(
	{ watches }: Forest,
	directory: Directory,
	{ keepsWatches } = { keepsWatches: false },
): Removed {
	const files = new Set<BytePath>();
	const kept: number[] = [];
	for (const each of [...directory.walk()].toReversed()) {
		for (const file of each.files.keys()) files.add(each.pathOf(file));
		if (each.watch !== undefined && keepsWatches) kept.push(each.watch);
		watches.remove(each, { isKept: keepsWatches });
		each.empty();
		if (each.pins === 0) each.parent?.directories.delete(each.name);
	}
	return { files, watches: kept };
}
