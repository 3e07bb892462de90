/** Directories whose entries are to be read, one after the other, so that nobody waits long for a large tree. */
import { arrive } from "./arrival.js";
import { inheritCovers } from "./cover.js";
import { vanishDirectory, vanishFile } from "./departure.js";
import type { Directory } from "./directory.js";
import type { Forest } from "./forest.js";
import { type ReadHow, toEntryHow } from "./how.js";
import { type Listed, readDirectory } from "./read-directory.js";

interface Reading {
	readonly directory: Directory;
	readonly how: ReadHow;
}

export class ReadingList {
	/** What has just happened, before anything else that was heard. */
	readonly #urgent: Reading[] = [];
	/** What was there before, when there is nothing else to do. */
	#others: Reading[] = [];

	get isUrgent(): boolean {
		return this.#urgent.length > 0;
	}

	get isEmpty(): boolean {
		return this.#urgent.length + this.#others.length === 0;
	}

	add(directory: Directory, how: ReadHow): void {
		const isUrgent = how.kind === "created" || how.kind === "moved";
		(isUrgent ? this.#urgent : this.#others).push({ directory, how });
	}

	/** From now on, what changes in those that are not read yet is to be told. */
	endSilence(nowMs: number): void {
		this.#others = this.#others.map((reading) =>
			reading.how.kind === "silent" ? { ...reading, how: { kind: "since", sinceMs: nowMs } } : reading,
		);
	}

	readNext(forest: Forest): void {
		const reading = this.#urgent.pop() ?? this.#others.pop();
		if (reading === undefined || reading.directory.watch === undefined) return;
		const listed = readDirectory(reading.directory.path);
		if (listed !== undefined) read(forest, reading, listed);
	}
}

function read(forest: Forest, { directory, how }: Reading, listed: readonly Listed[]): void {
	if (how.kind === "renewed") {
		const newlyTaken = listed.filter(
			({ name, kind }) =>
				kind === "directory" && inheritCovers(how.before, directory.pathOf(name), true).length === 0,
		);
		// Of all others the kernel tells.
		for (const { name, kind } of newlyTaken)
			arrive(forest, { directory, name, kind }, { kind: "since", sinceMs: how.sinceMs });
		return;
	}
	if (how.kind === "again") tellMissing(forest, directory, listed);
	for (const { name, kind } of listed) arrive(forest, { directory, name, kind }, toEntryHow(how, name));
	directory.readUpTo = forest.takeNotices();
}

function tellMissing(forest: Forest, directory: Directory, listed: readonly Listed[]): void {
	const names = new Set(listed.map(({ name }) => name));
	for (const name of directory.files.keys())
		if (!names.has(name)) vanishFile(forest, { directory, name }, "delete");
	for (const child of directory.directories.values())
		if (child.isThere && !names.has(child.name))
			vanishDirectory(forest, { directory, name: child.name }, "delete");
}
