/** The checkout as a tree of files. No dependency: the bootstrap imports this. */

import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every file below a folder, as sorted paths relative to the root with "/". A missing folder is empty. */
export function listFiles(folder) {
	const path = join(root, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.startsWith("."))
		.map((entry) =>
			relative(root, join(entry.parentPath ?? entry.path, entry.name))
				.split(sep)
				.join("/"),
		)
		.filter((file) => !file.includes("__pycache__"))
		.sort();
}

/** The folders right inside a folder, by name. A missing folder has none. */
export function listFolders(folder) {
	const path = join(root, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.sort();
}

/** Leaves an unchanged file alone and replaces a changed one in one step, so that a test that runs meanwhile reads either. */
export function writeOutput(path, contents, mode = 0o644) {
	const bytes = Buffer.from(contents);
	const current = statSync(path, { throwIfNoEntry: false });
	if (current?.size === bytes.length && (current.mode & 0o777) === mode && readFileSync(path).equals(bytes))
		return;
	mkdirSync(dirname(path), { recursive: true });
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, bytes);
	chmodSync(temporary, mode);
	renameSync(temporary, path);
}

/** Removes what an earlier build left behind. `isWanted` is asked with paths relative to the root. */
export function removeStale(folder, isWanted) {
	for (const file of listFiles(folder)) {
		if (!isWanted(file)) rmSync(join(root, file), { force: true });
	}
}
