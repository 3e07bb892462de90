/** A folder that goes away with its user. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function createScratchDirectory(): { readonly path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), "wb-"));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
