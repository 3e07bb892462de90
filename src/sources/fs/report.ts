/** Tells what became of an entry, to whoever asked for it. */
import type { BytePath } from "../../platform/byte-path.js";
import type { Change, Entry } from "./change.js";
import type { Cover } from "./cover.js";
import { rootOf } from "./cover.js";

export type Report = (covers: readonly Cover[], change: Omit<Change, "root">) => void;

export function createReport(tell: (change: Change) => void): Report {
	return (covers, change) => {
		const root = rootOf(covers);
		if (root !== undefined) tell({ ...change, root });
	};
}

/** Links are whole at once, and a file with two names got the second one when it had its content. */
export function isWholeAtOnce({ kind, links }: Entry): boolean {
	return kind === "link" || (kind === "file" && links > 1);
}

export function toCreate(path: BytePath, entry: Entry | undefined): Omit<Change, "root"> {
	const isFinished = entry !== undefined && isWholeAtOnce(entry);
	return { action: "create", path, isDirectory: false, isFinished, entry };
}

export function toClose(path: BytePath, entry: Entry | undefined): Omit<Change, "root"> {
	return { action: "close_write", path, isDirectory: false, isFinished: true, entry };
}

export function toArrival(
	path: BytePath,
	oldPath: BytePath | undefined,
	entry: Entry | undefined,
): Omit<Change, "root"> {
	return { action: "moved_to", path, oldPath, isDirectory: false, isFinished: true, entry };
}
