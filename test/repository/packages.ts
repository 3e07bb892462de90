/** The packages that package.json names and those that the sources import. */

import assert from "node:assert/strict";
import { isBuiltin } from "node:module";
import { list, read } from "./checkout.js";
import { parseImports } from "./parse-imports.js";

const manifest: unknown = JSON.parse(read("package.json"));

export const dependencies = Object.keys(sectionOf("dependencies"));
export const devDependencies = Object.keys(sectionOf("devDependencies"));

/** Of both kinds, as package.json writes them. */
export const versions = [sectionOf("dependencies"), sectionOf("devDependencies")]
	.flatMap((section): unknown[] => Object.values(section))
	.map(String);

/** Names of the packages whose code the sources import; types alone leave nothing in the bundle. */
export function importedPackages(): string[] {
	const specifiers = list("src")
		.filter((file) => file.endsWith(".ts"))
		.flatMap((file) => parseImports(file, read(file)))
		.flatMap(({ specifier, isType }) => (specifier === undefined || isType ? [] : [specifier]))
		.filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier));
	return [...new Set(specifiers.map(toPackage))];
}

function toPackage(specifier: string): string {
	return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function sectionOf(key: string): object {
	const section: unknown =
		typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, key) : undefined;
	assert.ok(typeof section === "object" && section !== null, `package.json has no ${key}`);
	return section;
}
