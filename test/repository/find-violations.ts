/** Holds one source file against the import table. */

import { posix } from "node:path";
import { findGlobals } from "./find-globals.js";
import { COMPUTED_IMPORTS, FILE_EXCEPTIONS, IMPORT_TABLE, ONLY_PLACE, ONLY_USER } from "./import-table.js";
import { type ImportedModule, parseImports } from "./parse-imports.js";

/** One line for each thing that `file` (a path from the root, "src/cli/wait.ts") must not do. */
export function findViolations(file: string, source: string): string[] {
	const globals = findGlobals(file, source).filter((name) => !mayTouch(file, name));
	return [
		...parseImports(file, source).flatMap((imported) => describeForbidden(file, imported) ?? []),
		...globals.map((name) => `${folderOf(file)} must not use ${name} (${file})`),
	];
}

function describeForbidden(file: string, imported: ImportedModule): string | undefined {
	const from = folderOf(file);
	const { specifier } = imported;
	if (specifier === undefined)
		return COMPUTED_IMPORTS.includes(file) ? undefined : `${from} must not import a computed path (${file})`;
	const isOurs = specifier.startsWith(".");
	const to = isOurs ? folderOf(posix.join(posix.dirname(file), specifier)) : specifier;
	const isAllowed = isOurs ? mayImport(file, to, imported.isType) : mayImportModule(from, to);
	return isAllowed ? undefined : `${from} must not import ${to} (${file}: ${specifier})`;
}

function mayImport(file: string, to: string, isType: boolean): boolean {
	const from = folderOf(file);
	const row = IMPORT_TABLE[from];
	if (row === undefined) return false;
	if (from === to || row.mayImport.includes(to) || FILE_EXCEPTIONS[file]?.includes(to) === true) return true;
	return isType && row.mayImportTypesOf?.includes(to) === true;
}

function mayImportModule(from: string, specifier: string): boolean {
	// Our own package name would lead back to the public entry, past every row of the table.
	if (/^waitbus(\/|$)/.test(specifier)) return false;
	const name = Object.keys(ONLY_PLACE).find((module) =>
		[module, module.replace("node:", "")].some((alias) => isWithin(specifier, alias)),
	);
	return name === undefined || ONLY_PLACE[name]?.includes(from) === true;
}

function isWithin(specifier: string, module: string): boolean {
	return specifier === module || specifier.startsWith(`${module}/`);
}

function mayTouch(file: string, name: string): boolean {
	const users = ONLY_USER[name];
	return (
		users === undefined ||
		users.some((user) => file === user || (user.endsWith("/") && file.startsWith(user)))
	);
}

/** "cli" for "src/cli/wait.ts", "errors" for "src/errors.ts"; outside of src, the path's first folder. */
function folderOf(path: string): string {
	const [top = "", second = ""] = path.split("/");
	return top === "src" ? second.replace(/\.[cm]?[jt]s$/, "") : top;
}
