/** What `.ci/run` installs beside the clone, because it is big and wanted by tests alone. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** The folder of a package in `.runners`. */
export function packageFolder(runner: string, name: string): string {
	return join(ROOT, ".runners", runner, "node_modules", name);
}

/** A newer Node, for what does not run on the oldest that waitbus runs on. */
export function findNode(version: string): string | undefined {
	const folder = join(ROOT, ".nodes", version, "node_modules");
	const [name] = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.startsWith("node-")) : [];
	return name === undefined ? undefined : join(folder, name, "bin", "node");
}

/** Why a test that needs these cannot run. Where everything is installed, what is missing shall not hide. */
export function skipWithout(what: string, paths: readonly (string | undefined)[]): string | false {
	const isThere = paths.every((path) => path !== undefined && existsSync(path));
	return isThere || process.env["CI"] === "true" ? false : `.ci/run installs ${what}`;
}
