import type { Stats } from "node:fs";
import { lstatSync, statSync } from "node:fs";
import type { BytePath } from "../../platform/byte-path.js";
import { toBytes } from "../../platform/byte-path.js";
import type { Entry } from "./change.js";

/** Undefined when nothing is there, or nothing that we may look at. Links are not followed. */
export function readEntry(path: BytePath): Entry | undefined {
	try {
		const stats = lstatSync(toBytes(path), { throwIfNoEntry: false });
		return stats === undefined ? undefined : toEntry(stats);
	} catch {
		return undefined;
	}
}

/** What is the same for every path to a directory, across links and mounts. */
export function readIdentity(path: BytePath): string | undefined {
	try {
		const { dev, ino } = statSync(toBytes(path));
		return `${dev}:${ino}`;
	} catch {
		return undefined;
	}
}

function toEntry(stats: Stats): Entry {
	const { size, mtimeMs, ctimeMs, birthtimeMs: birthMs, nlink: links } = stats;
	return { kind: kindOf(stats), size, mtimeMs, ctimeMs, birthMs, links, stamp: toStamp(stats) };
}

function kindOf(stats: Stats): Entry["kind"] {
	if (stats.isFile()) return "file";
	if (stats.isDirectory()) return "directory";
	return stats.isSymbolicLink() ? "link" : "other";
}

/** 30 bits, which V8 keeps without a heap object: there is one for each file of a watched tree. */
function toStamp({ ino, size, mtimeMs }: Stats): number {
	let hash = 0;
	// The fraction holds what is below a millisecond.
	for (const part of [ino, size, Math.trunc(mtimeMs), (mtimeMs % 1) * 1e6]) {
		hash = Math.imul(hash ^ (part % 2 ** 32), 0x9e37_79b1);
		hash ^= hash >>> 15;
	}
	// 0 and 1 have meanings of their own.
	return (hash & 0x3fff_ffff) | 2;
}
