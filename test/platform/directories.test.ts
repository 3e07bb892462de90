import assert from "node:assert/strict";
import { chmodSync, lchownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { ensureDirectory, findDirectoryFault } from "../../src/platform/directories.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const uid = process.getuid?.() ?? 0;
const owner = { uid, variable: "WAITBUS_STATE_DIR" };

test("a missing directory and its parents are made for their owner alone", (t) => {
	const base = makeTemporaryDirectory(t);

	ensureDirectory(`${base}/state/waitbus`, owner);

	assert.equal(statSync(`${base}/state/waitbus`).mode & 0o777, 0o700);
	assert.equal(statSync(`${base}/state`).mode & 0o777, 0o700);
});

test("a directory that is there is left as it is", (t) => {
	const base = makeTemporaryDirectory(t);
	chmodSync(base, 0o755);

	ensureDirectory(base, owner);

	assert.equal(statSync(base).mode & 0o777, 0o755);
});

test("a directory that others can write to is refused with the command that helps", (t) => {
	const base = makeTemporaryDirectory(t);
	chmodSync(base, 0o757);

	assert.throws(() => ensureDirectory(base, owner), {
		code: "PATH_INVALID",
		message: `Cannot use directory "${base}": it is writable by other users`,
		hint: `Run: chmod 700 "${base}"`,
	});
});

test("a directory of another user is refused", (t) => {
	const base = makeTemporaryDirectory(t);

	assert.throws(() => ensureDirectory(base, { ...owner, uid: uid + 1 }), {
		code: "PATH_INVALID",
		message: `Cannot use directory "${base}": it is owned by another user`,
	});
});

test("a directory that cannot be made is refused with the reason and the variable", (t) => {
	const base = makeTemporaryDirectory(t);
	writeFileSync(`${base}/file`, "");

	assert.throws(() => ensureDirectory(`${base}/file/state`, owner), {
		code: "PATH_INVALID",
		message: `Cannot create directory "${base}/file/state": not a directory`,
		hint: "Set WAITBUS_STATE_DIR to a directory that you can write to",
	});
});

test("a link of our own to a directory of our own is fine", (t) => {
	const base = makeTemporaryDirectory(t);
	mkdirSync(`${base}/real`, { mode: 0o700 });
	symlinkSync(`${base}/real`, `${base}/link`);

	assert.equal(findDirectoryFault(`${base}/link`, uid), undefined);
});

test("a link of another user is not, wherever it points", { skip: uid !== 0 && "needs root" }, (t) => {
	const base = makeTemporaryDirectory(t);
	mkdirSync(`${base}/real`, { mode: 0o700 });
	symlinkSync(`${base}/real`, `${base}/link`);
	lchownSync(`${base}/link`, 4_000_000, 4_000_000);

	assert.equal(findDirectoryFault(`${base}/link`, uid), "owned by another user");
});

test("a link in a circle is inaccessible, a file is not a directory", (t) => {
	const base = makeTemporaryDirectory(t);
	symlinkSync(`${base}/circle`, `${base}/circle`);
	writeFileSync(`${base}/file`, "");

	assert.equal(findDirectoryFault(`${base}/circle`, uid), "inaccessible");
	assert.equal(findDirectoryFault(`${base}/file`, uid), "not a directory");
	assert.equal(findDirectoryFault(`${base}/none`, uid), "missing");
});
