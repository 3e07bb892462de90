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

test("the executable starts without SQLite and koffi", built, () => {
	assert.doesNotMatch(
		read("dist/bin.cjs"),
		/^var .*require\("(koffi|@photostructure\/sqlite|node:sqlite)"\)/m,
	);
});

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
