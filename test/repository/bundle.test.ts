import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, list, modeOf, read } from "./checkout.js";
import { dependencies, importedPackages } from "./packages.js";

const built = { skip: exists("dist/bin.cjs") ? false : "src/bin.ts is not written yet" };

test("the executable can be executed", built, () => {
	assert.match(read("dist/bin.cjs"), /^#!\/usr\/bin\/env node\n/);
	assert.equal(modeOf("dist/bin.cjs") & 0o777, 0o755);
});

test("the executable loads its parts with require, which starts faster than import()", built, () => {
	const files = list("dist").filter((file) => file.endsWith(".cjs"));

	assert.deepEqual(
		files.filter((file) => /(?<![\w.])import\(/.test(withoutComments(read(file)))),
		[],
	);
});

/** What a verb reads and compiles before it does anything, in bytes: each 10 kB cost some 0.2 ms. */
const HOT_BUNDLES = { "cli-hot-emit": 56_000, "cli-hot-wait": 76_000, "cli-hook": 40_000 };

for (const [bundle, maxBytes] of Object.entries(HOT_BUNDLES)) {
	test(`${bundle} stays small, without SQLite and koffi`, built, () => {
		const code = read(`dist/${bundle}.cjs`);

		assert.doesNotMatch(code, /^var .*require\("(koffi|@photostructure\/sqlite|node:sqlite)"\)/m);
		assert.ok(code.length <= maxBytes, `${code.length} bytes`);
	});
}

test("what is bundled comes with its licence", built, () => {
	const bundled = importedPackages().filter((name) => !dependencies.includes(name));
	const licences = read("dist/THIRD-PARTY-LICENSES.txt");

	assert.deepEqual(
		bundled.filter((name) => !new RegExp(`^${name} [\\d.]+ \\(.+\\)$`, "m").test(licences)),
		[],
	);
});

function withoutComments(code: string): string {
	return code.replace(/^\s*(\/\/|\*).*$/gm, "");
}
