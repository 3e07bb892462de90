import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { ensurePrivateFile } from "../../src/platform/private-file.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("a private file is made readable by its owner alone", (t) => {
	const path = `${makeTemporaryDirectory(t)}/events.db`;

	ensurePrivateFile(path);

	assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a file that others could read is closed to them and keeps its content", (t) => {
	const path = `${makeTemporaryDirectory(t)}/events.db`;
	writeFileSync(path, "data", { mode: 0o644 });

	ensurePrivateFile(path);

	assert.equal(statSync(path).mode & 0o777, 0o600);
	assert.equal(statSync(path).size, 4);
});

test("a path that cannot be a file is refused with the reason", (t) => {
	const path = makeTemporaryDirectory(t);

	assert.throws(() => ensurePrivateFile(path), {
		code: "PATH_INVALID",
		message: `Cannot open "${path}": illegal operation on a directory`,
	});
});
