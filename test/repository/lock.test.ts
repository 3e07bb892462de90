import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "./checkout.js";

test("package-lock.json holds the binaries of every platform, or npm ci would refuse it", () => {
	const { packages } = parseLock(read("package-lock.json"));
	const names = new Set([...packages.keys()].map((path) => path.replace(/^.*node_modules\//, "")));

	const missing = [...packages.values()].flat().filter((name) => !names.has(name));

	assert.deepEqual(missing, [], "run: node scripts/complete-lock.js");
});

/** Each package's path with the names of its optional dependencies. */
function parseLock(text: string): { packages: Map<string, string[]> } {
	const lock = JSON.parse(text) as { packages: Record<string, { optionalDependencies?: object }> };
	const entries = Object.entries(lock.packages);
	return {
		packages: new Map(entries.map(([path, entry]) => [path, Object.keys(entry.optionalDependencies ?? {})])),
	};
}
