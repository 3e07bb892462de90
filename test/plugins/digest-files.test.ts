import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { BusError } from "../../src/errors.js";
import { digestFiles } from "../../src/plugins/digest-files.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("the same files have the same digest, wherever they lie", async (t) => {
	assert.equal(await digestFiles(makeFiles(t)), await digestFiles(makeFiles(t)));
	assert.match(await digestFiles(makeFiles(t)), /^sha512-[A-Za-z0-9+/]{86}==$/);
});

describe("the digest of a directory changes with", () => {
	const changes: Record<string, (directory: string) => void> = {
		"a byte": (directory) => writeFileSync(join(directory, "lib/b.js"), "C"),
		"a new file": (directory) => writeFileSync(join(directory, "lib/c.js"), ""),
		"a hidden file": (directory) => writeFileSync(join(directory, ".hidden"), ""),
		"a file that is gone": (directory) => rmSync(join(directory, "a.js")),
		"a new name": (directory) => renameSync(join(directory, "a.js"), join(directory, "z.js")),
		"a file that moves": (directory) => renameSync(join(directory, "a.js"), join(directory, "lib/a.js")),
		"the permission to execute": (directory) => chmodSync(join(directory, "a.js"), 0o755),
		"where a link leads": (directory) => {
			rmSync(join(directory, "link"));
			symlinkSync("lib/b.js", join(directory, "link"));
		},
		"a link in place of a file": (directory) => {
			rmSync(join(directory, "a.js"));
			symlinkSync("lib/a", join(directory, "a.js"));
		},
	};
	for (const [what, change] of Object.entries(changes)) {
		test(what, async (t) => {
			const directory = makeFiles(t);
			const before = await digestFiles(directory);

			change(directory);

			assert.notEqual(await digestFiles(directory), before);
		});
	}
});

test("a directory that is not there has no digest, and says how to get it", async (t) => {
	await assert.rejects(digestFiles(join(makeTemporaryDirectory(t), "none")), (error) => {
		assert.ok(error instanceof BusError);
		assert.deepEqual(
			[error.code, error.hint],
			["PLUGIN_NOT_INSTALLED", "Install it again with: waitbus source add PACKAGE"],
		);
		return true;
	});
});

function makeFiles(t: TestContext): string {
	const directory = makeTemporaryDirectory(t);
	mkdirSync(join(directory, "lib"));
	writeFileSync(join(directory, "a.js"), "a");
	writeFileSync(join(directory, "lib/b.js"), "b");
	symlinkSync("a.js", join(directory, "link"));
	return directory;
}
