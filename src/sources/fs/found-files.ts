/** Entries that are no directories, as they are found by reading a directory rather than told by the kernel. */
import type { BytePath } from "../../platform/byte-path.js";
import type { OpenWriters } from "../../platform/open-writers.js";
import type { Entry } from "./change.js";
import type { Cover } from "./cover.js";
import { coversOf } from "./cover.js";
import { BEING_WRITTEN, type Directory, UNREAD } from "./directory.js";
import type { FindHow } from "./how.js";
import { readEntry } from "./read-entry.js";
import { isWholeAtOnce, type Report, toArrival, toClose, toCreate } from "./report.js";
import type { Settling } from "./settling.js";

export interface FoundFilesOptions {
	readonly report: Report;
	readonly findWriters: (path: BytePath) => OpenWriters;
	/** For files of which the kernel does not say whether somebody writes them. */
	readonly settling: Settling;
}

interface FoundFile {
	readonly directory: Directory;
	readonly name: BytePath;
	readonly path: BytePath;
	readonly covers: readonly Cover[];
	readonly entry: Entry;
	/** Its stamp when it was last seen. */
	readonly before: number | undefined;
}

export class FoundFiles {
	readonly #options: FoundFilesOptions;

	constructor(options: FoundFilesOptions) {
		this.#options = options;
	}

	find(directory: Directory, name: BytePath, how: FindHow): void {
		const covers = coversOf(directory, name, false);
		if (covers.length === 0) return;
		const before = directory.files.get(name);
		if (how.kind === "silent") {
			directory.files.set(name, before ?? UNREAD);
			return;
		}
		const path = directory.pathOf(name);
		const entry = readEntry(path);
		if (entry === undefined) return;
		const found = { directory, name, path, covers, entry, before };
		directory.files.set(name, entry.stamp);
		if (how.kind === "created") this.#tellNew(found);
		else if (how.kind === "moved") this.#tellMoved(found, how);
		else this.#tellChanged(found, how.sinceMs);
	}

	/** It is gone, or its close has been heard. */
	forget(path: BytePath): void {
		this.#options.settling.cancel(path);
	}

	#tellChanged(found: FoundFile, sinceMs: number): void {
		const { directory, name, entry, before } = found;
		const hasStamp = before !== undefined && before !== UNREAD;
		const isChanged = hasStamp ? before !== entry.stamp : entry.ctimeMs >= sinceMs;
		const isNew = before === undefined && entry.birthMs >= sinceMs;
		if (!isChanged) directory.files.set(name, before ?? UNREAD);
		else if (isNew || entry.kind !== "file") this.#tellNew(found);
		else this.#tellClosed(found);
	}

	#tellNew(found: FoundFile): void {
		const { path, covers, entry } = found;
		this.#options.report(covers, toCreate(path, entry));
		if (entry.kind === "file" && !isWholeAtOnce(entry)) this.#tellClosed(found);
	}

	#tellMoved(found: FoundFile, { oldPath, known }: Extract<FindHow, { kind: "moved" }>): void {
		const { directory, name, path, covers, entry } = found;
		const isKnown = oldPath !== undefined && known?.has(oldPath) === true;
		// It has been made since the directory is here: for certain, or perhaps.
		if (!isKnown && known !== undefined) return this.#tellNew(found);
		if (!isKnown && entry.kind === "file" && this.#options.findWriters(path) === "some") {
			directory.files.set(name, BEING_WRITTEN);
			this.#options.report(covers, toCreate(path, entry));
			return;
		}
		this.#options.report(covers, toArrival(path, oldPath, entry));
	}

	/** Unless it is still being written: then its close will be heard. */
	#tellClosed({ directory, name, path, covers, entry }: FoundFile): void {
		const { report, findWriters, settling } = this.#options;
		const writers = findWriters(path);
		if (writers === "none") {
			report(covers, toClose(path, entry));
			return;
		}
		directory.files.set(name, BEING_WRITTEN);
		if (writers === "unknown") settling.await(path, (settled) => report(covers, toClose(path, settled)));
	}
}
