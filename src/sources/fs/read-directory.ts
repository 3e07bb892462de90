import { type Dirent, readdirSync } from "node:fs";
import type { BytePath } from "../../platform/byte-path.js";
import { toBytes } from "../../platform/byte-path.js";

export interface Listed {
	readonly name: BytePath;
	readonly kind: "directory" | "link" | "file";
}

/** Undefined when it is not there, or may not be read. */
export function readDirectory(path: BytePath): readonly Listed[] | undefined {
	try {
		const entries = readdirSync(toBytes(path), { encoding: "latin1", withFileTypes: true });
		return entries.map((entry) => ({
			name: entry.name as BytePath,
			kind: kindOf(entry),
		}));
	} catch {
		return undefined;
	}
}

function kindOf(entry: Dirent): Listed["kind"] {
	if (entry.isDirectory()) return "directory";
	return entry.isSymbolicLink() ? "link" : "file";
}
