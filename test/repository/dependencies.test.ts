import assert from "node:assert/strict";
import { test } from "node:test";
import { list, read } from "./checkout.js";
import { dependencies, devDependencies, importedPackages, versions } from "./packages.js";

const decisions = list("docs/decisions")
	.filter((file) => file.endsWith(".md"))
	.map((file) => read(file))
	.join("\n");

test("docs/decisions says of every runtime dependency why it is there", () => {
	assert.deepEqual(findUnexplained(dependencies), []);
});

test("docs/decisions says of every package bundled from the sources why it is there", () => {
	assert.deepEqual(findUnexplained(importedPackages()), []);
});

test("docs/decisions says of every development dependency why it is there", () => {
	assert.deepEqual(findUnexplained(devDependencies), []);
});

test("every dependency is pinned to one version", () => {
	const loose = versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));

	assert.deepEqual(loose, []);
});

function findUnexplained(names: readonly string[]): string[] {
	return names.filter((name) => !decisions.includes(`\`${name}\``));
}
