/** Begins and ends to watch what is asked for. */
import type { BytePath } from "../../platform/byte-path.js";
import { attach } from "./arrival.js";
import { type Cover, coversOf } from "./cover.js";
import { drop } from "./departure.js";
import type { Directory } from "./directory.js";
import { findCovers, type Forest, narrow } from "./forest.js";
import { seek } from "./seek.js";

/** Watches what is at a path, there or not, and all beneath it. */
export function request(forest: Forest, own: Cover, sinceMs: number): void {
	const line = lineTo(forest, own.path);
	for (const directory of line) directory.pins += 1;
	const requested = line.at(-1) ?? forest.top;
	requested.own = own;
	const missing = line.find(({ watch }) => watch === undefined);
	if (missing === undefined) renew(forest, requested, sinceMs);
	else if (missing === forest.top) attach(forest, missing, { kind: "silent" });
	else seek(forest, missing, { kind: "silent" });
}

export function unrequest(forest: Forest, path: BytePath, sinceMs: number): void {
	const line = lineTo(forest, path);
	const requested = line.at(-1) ?? forest.top;
	requested.own = undefined;
	for (const directory of line) directory.pins -= 1;
	if (requested.watch !== undefined) renew(forest, requested, sinceMs);
	const { parent, name } = requested;
	if (parent !== undefined && coversOf(parent, name, false).length === 0) parent.files.delete(name);
	for (const directory of line.toReversed()) {
		if (directory.pins === 0 && directory.covers.length === 0) drop(forest, directory);
		else if (directory.watch !== undefined) narrow(forest, directory);
	}
}

/** What is told of its entries has changed, by a request or a .gitignore file. */
export function renew(forest: Forest, directory: Directory, sinceMs: number): void {
	const before = directory.covers;
	directory.covers = findCovers(forest, directory);
	if (before.length === 0 && directory.covers.length === 0) return;
	forest.watches.add(directory, "entries");
	for (const child of directory.directories.values()) {
		if (child.watch === undefined) continue;
		if (child.pins > 0 || coversOf(directory, child.name, true).length > 0) renew(forest, child, sinceMs);
		else drop(forest, child);
	}
	if (directory.covers.length > 0) forest.read(directory, { kind: "renewed", before, sinceMs });
	else narrow(forest, directory);
}

/** Tries again what could not be watched. */
export function retry(forest: Forest, sinceMs: number): void {
	const failed = [...forest.watches.failures.keys()];
	for (const directory of failed) attach(forest, directory, { kind: "since", sinceMs });
}

/** From "/" down to the path. */
function lineTo({ top }: Forest, path: BytePath): readonly Directory[] {
	const line = [top];
	let last = top;
	for (const name of path.split("/")) {
		if (name === "") continue;
		last = last.enter(name as BytePath);
		line.push(last);
	}
	return line;
}
