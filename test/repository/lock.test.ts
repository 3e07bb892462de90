import assert from "node:assert/strict";
import { test } from "node:test";
import { list, read } from "./checkout.js";

const locks = [
	"package-lock.json",
	...list("test/runners").filter((file) => file.endsWith("/package-lock.json")),
];

for (const lock of locks) {
	test(`${lock} holds the binaries of every platform, or npm ci would refuse it`, () => {
		const { packages } = parseLock(read(lock));
		const names = new Set([...packages.keys()].map((path) => path.replace(/^.*node_modules\//, "")));

		const missing = [...packages.values()].flat().filter((name) => !names.has(name));

		assert.deepEqual(
			missing,
			[],
			`run: node scripts/complete-lock.js ${lock.replace(/\/?package-lock.json$/, "")}`,
		);
	});

	test(`${lock} names no registry`, () => {
		assert.doesNotMatch(read(lock), /"resolved"/);
	});
}

/** Each package's path with the names of its optional dependencies. */
function parseLock(text: string): { packages: Map<string, string[]> } {
	const lock = JSON.parse(text) as { packages: Record<string, { optionalDependencies?: object }> };
	const entries = Object.entries(lock.packages);
	return {
		packages: new Map(entries.map(([path, entry]) => [path, Object.keys(entry.optionalDependencies ?? {})])),
	};
}
