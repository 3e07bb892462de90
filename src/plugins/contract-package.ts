/** The package `waitbus` as a plugin finds it when it imports `waitbus/source`: that of the daemon, and nothing but the contract. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findRunner } from "./runner-path.js";

const MANIFEST = JSON.stringify({
	name: "waitbus",
	exports: { "./source": { import: "./source.mjs", require: "./source.cjs" } },
});

/**
 * Puts it where Node looks for packages of all plugins, unless it is there already.
 * @returns its directory
 */
export function placeContractPackage(pluginsDir: string): string {
	const directory = join(pluginsDir, "node_modules", "waitbus");
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const dist = dirname(findRunner());
	copyIfOther(join(dist, "esm", "source.js"), join(directory, "source.mjs"));
	copyIfOther(join(dist, "cjs", "source.js"), join(directory, "source.cjs"));
	writeFileSync(join(directory, "package.json"), MANIFEST);
	return directory;
}

function copyIfOther(from: string, to: string): void {
	if (readIfThere(to)?.equals(readFileSync(from)) !== true) copyFileSync(from, to);
}

function readIfThere(path: string): Buffer | undefined {
	try {
		return readFileSync(path);
	} catch {
		return undefined;
	}
}
