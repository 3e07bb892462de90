/** Reads files of the checkout that these tests are built from. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

export function pathTo(path: string): string {
	return join(root, path);
}

export function modeOf(path: string): number {
	return statSync(join(root, path)).mode;
}

export function exists(path: string): boolean {
	return existsSync(join(root, path));
}

export function read(path: string): string {
	return readFileSync(join(root, path), "utf8");
}

/** Files below a folder, as sorted paths from the root with "/". */
export function list(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
		.sort();
}

export function countLines(text: string): number {
	return text.replace(/\n$/, "").split("\n").length;
}
