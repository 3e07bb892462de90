/** All directories that are watched or lead to one, and what is done with what is found in them. */
import type { BytePath } from "../../platform/byte-path.js";
import { type Cover, coversOf, heedGitignore } from "./cover.js";
import type { Directory } from "./directory.js";
import type { FoundFiles } from "./found-files.js";
import type { ReadHow } from "./how.js";
import type { Report } from "./report.js";
import type { WatchTable } from "./watch-table.js";

export interface Forest {
	/** "/". */
	readonly top: Directory;
	readonly watches: WatchTable;
	readonly files: FoundFiles;
	readonly report: Report;
	/** Has the entries of a directory read, which is watched by now. */
	readonly read: (directory: Directory, how: ReadHow) => void;
	/** Takes in what the kernel has queued. @returns the number of the last notice */
	readonly takeNotices: () => number;
	/** Of a directory that nothing is told of. */
	readonly isForbidden: (path: BytePath) => boolean;
}

/** An entry of a directory. */
export interface Place {
	readonly directory: Directory;
	readonly name: BytePath;
}

/** Why the entries of a directory are told of. Reads its .gitignore file. */
export function findCovers({ isForbidden }: Forest, directory: Directory): readonly Cover[] {
	const { parent, name, own, path } = directory;
	if (isForbidden(path)) return [];
	const covers = parent === undefined ? [own].flatMap((cover) => cover ?? []) : coversOf(parent, name, true);
	return covers.length === 0 ? covers : heedGitignore(covers, path);
}

/** Watches the entries of a directory only as long as somebody wants to hear of one. */
export function narrow({ watches }: Forest, directory: Directory): void {
	const children = [...directory.directories.values()];
	const isAwaiting = children.some(({ pins, watch, isLink }) => pins > 0 && (watch === undefined || isLink));
	watches.add(directory, directory.covers.length > 0 || isAwaiting ? "entries" : "itself");
}
