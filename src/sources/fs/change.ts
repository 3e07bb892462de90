/** What happened to a file or directory, before it becomes an event. */
import type { BytePath } from "../../platform/byte-path.js";

/** In the words of inotify(7). */
type Action = "create" | "close_write" | "moved_to" | "moved_from" | "delete";

export interface Change {
	readonly action: Action;
	readonly path: BytePath;
	/** What is watched, and why this was heard. */
	readonly root: BytePath;
	readonly isDirectory: boolean;
	/** Whether it is whole now: whoever waits for the file may read it. */
	readonly isFinished: boolean;
	/** Of what was renamed. */
	readonly oldPath?: BytePath | undefined;
	/** Undefined when it is gone. */
	readonly entry?: Pick<Entry, "size" | "mtimeMs"> | undefined;
}

/** What lstat(2) says. */
export interface Entry {
	readonly kind: "file" | "directory" | "link" | "other";
	readonly size: number;
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly birthMs: number;
	readonly links: number;
	/** Differs when the content has been written anew, or is another file's. */
	readonly stamp: number;
}

/** The kernel had more to tell than it could keep. */
export interface Overflow {
	readonly action: "overflow";
	/** What is looked through for whatever has changed. */
	readonly roots: readonly BytePath[];
}
