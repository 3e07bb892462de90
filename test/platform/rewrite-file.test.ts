import assert from "node:assert/strict";
import { chmodSync, chownSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { removeLinkedFile, rewriteFile } from "../../src/platform/rewrite-file.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const asRoot = { skip: process.getuid?.() === 0 ? false : "only root can give a file to somebody else" };

test("a file keeps the owner and the mode it had", asRoot, (t) => {
	const path = `${makeTemporaryDirectory(t)}/settings.json`;
	writeFileSync(path, "old");
	chownSync(path, 12_345, 23_456);
	chmodSync(path, 0o664);

	rewriteFile(path, "new");

	const { uid, gid, mode } = statSync(path);
	assert.deepEqual([uid, gid, mode & 0o777, readFileSync(path, "utf8")], [12_345, 23_456, 0o664, "new"]);
});

test("a mode is not narrowed by the umask", (t) => {
	const path = `${makeTemporaryDirectory(t)}/settings.json`;
	writeFileSync(path, "old");
	chmodSync(path, 0o666);

	rewriteFile(path, "new");

	assert.equal(statSync(path).mode & 0o777, 0o666);
});

test("links stay, also when what they lead to is not there yet, or goes", (t) => {
	const directory = makeTemporaryDirectory(t);
	symlinkSync("target", `${directory}/inner`);
	symlinkSync("inner", `${directory}/outer`);

	rewriteFile(`${directory}/outer`, "new");
	const written = readFileSync(`${directory}/target`, "utf8");
	removeLinkedFile(`${directory}/outer`);
	rewriteFile(`${directory}/outer`, "again");

	assert.equal(written, "new");
	assert.equal(readFileSync(`${directory}/target`, "utf8"), "again");
});
