/** One digest of all that a plugin's directory holds: whatever is changed, added or taken away makes it another. */
import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { BusError } from "../errors.js";
import { describeSystemError } from "../platform/system-error.js";

const MAX_FILES = 20_000;
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * `sha512-…`, as npm writes it.
 * @throws BusError PLUGIN_NOT_INSTALLED, PLUGIN_INVALID
 */
export async function digestFiles(root: string, signal?: AbortSignal): Promise<string> {
	const total = createHash("sha512");
	let bytes = 0;
	for (const [path, entry] of await listEntries(root)) {
		signal?.throwIfAborted();
		const { kind, content } = await readEntry(join(root, path), entry);
		bytes += content.length;
		if (bytes > MAX_BYTES) throw tooLarge(root, "256 MiB");
		// Each part has a length of its own, so no two directories make the same text.
		total.update(JSON.stringify([kind, path, createHash("sha512").update(content).digest("hex")]));
	}
	return `sha512-${total.digest("base64")}`;
}

async function listEntries(root: string): Promise<readonly (readonly [string, Dirent])[]> {
	const entries = await readEntries(root);
	const files = entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => [relative(root, join(entry.parentPath, entry.name)), entry] as const)
		.filter(([path]) => !path.startsWith(".git/"));
	if (files.length > MAX_FILES) throw tooLarge(root, `${MAX_FILES} files`);
	return files.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function readEntries(root: string): Promise<readonly Dirent[]> {
	try {
		return await readdir(root, { recursive: true, withFileTypes: true });
	} catch (cause) {
		throw new BusError("PLUGIN_NOT_INSTALLED", `Cannot read "${root}": ${describeSystemError(cause)}`, {
			hint: "Install it again with: waitbus source add PACKAGE",
			cause,
		});
	}
}

async function readEntry(
	path: string,
	entry: Dirent,
): Promise<{ readonly kind: string; readonly content: Buffer }> {
	if (entry.isSymbolicLink()) return { kind: "link", content: Buffer.from(await readlink(path)) };
	if (!entry.isFile()) return { kind: "other", content: Buffer.alloc(0) };
	const { mode } = await stat(path);
	return { kind: (mode & 0o111) === 0 ? "file" : "program", content: await readFile(path) };
}

function tooLarge(root: string, limit: string): BusError {
	return new BusError("PLUGIN_INVALID", `Cannot use "${root}": it holds more than ${limit}`, {
		hint: "Leave out what the plugin does not need to run",
	});
}
