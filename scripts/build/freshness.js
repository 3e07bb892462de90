/** Tells whether build/ and dist/ are newer than what they are made from. No dependency: the bootstrap imports this. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles, root } from "./tree.js";

const SOURCE_FOLDERS = ["src", "test", "bench", "scripts"];
const SOURCE_FILES = ["package.json", "package-lock.json"];

const stampPath = join(root, "build", ".stamp");

/** Names, sizes and times of all sources. The root is part of it, since build/ holds absolute paths. */
export function fingerprintSources() {
	const hash = createHash("sha256").update(root);
	const files = SOURCE_FOLDERS.flatMap((folder) => listFiles(folder)).concat(SOURCE_FILES);
	for (const file of files) {
		const stat = statSync(join(root, file), { throwIfNoEntry: false });
		hash.update(`${file}\0${stat?.size}\0${stat?.mtimeMs}\n`);
	}
	return hash.digest("hex");
}

export function writeStamp(fingerprint) {
	mkdirSync(join(root, "build"), { recursive: true });
	writeFileSync(stampPath, fingerprint);
}

export function isFresh() {
	if (!existsSync(join(root, "dist"))) return false;
	try {
		return readFileSync(stampPath, "utf8") === fingerprintSources();
	} catch {
		return false;
	}
}
