/** A directory that is watched, or that leads to one: all of them are one tree, from "/" down to what is asked for. */
import type { BytePath } from "../../platform/byte-path.js";
import { joinPath } from "../../platform/byte-path.js";
import type { Cover } from "./cover.js";

/** Instead of a file's stamp: it was there before anybody asked. */
export const UNREAD = 0;
/** Instead of a file's stamp: somebody was writing it when it was found, so that its close is still to come. */
export const BEING_WRITTEN = 1;

export class Directory {
	readonly parent: Directory | undefined;
	readonly name: BytePath;
	/** Whether it was there when it was last heard of. */
	isThere = false;
	/** inotify's number; undefined as long as the kernel does not watch it. */
	watch: number | undefined;
	/** What the watch tells. */
	mask = 0;
	/** Whether a link leads to it, which can be set elsewhere at any time. */
	isLink = false;
	/** What is asked for at this very path. */
	own: Cover | undefined;
	/** How many are asked for at this path and beneath it: it is kept while there are any, even when it is not there. */
	pins = 0;
	/** Why its entries are reported, outermost first; empty when it only leads to others. */
	covers: readonly Cover[] = [];
	/** The entries that are no directories, each with its stamp. */
	readonly files = new Map<BytePath, number>();
	readonly directories = new Map<BytePath, Directory>();
	/** Notices up to this number came before its entries were read, so they tell nothing new of an entry that was there. */
	readUpTo = 0;

	constructor(parent: Directory | undefined, name: BytePath) {
		this.parent = parent;
		this.name = name;
	}

	get path(): BytePath {
		return this.parent === undefined ? ("/" as BytePath) : joinPath(this.parent.path, this.name);
	}

	pathOf(name: BytePath): BytePath {
		return joinPath(this.path, name);
	}

	/** The directory of that name, made when it is not known yet. */
	enter(name: BytePath): Directory {
		const known = this.directories.get(name);
		if (known !== undefined) return known;
		const made = new Directory(this, name);
		this.directories.set(name, made);
		return made;
	}

	/** It is not there any more, and nothing is known of what is in it. */
	empty(): void {
		this.isThere = false;
		this.files.clear();
		this.covers = [];
		this.readUpTo = 0;
	}

	/** Itself and all that are known beneath it, outermost first. */
	*walk(): Generator<Directory> {
		yield this;
		for (const child of this.directories.values()) yield* child.walk();
	}
}
