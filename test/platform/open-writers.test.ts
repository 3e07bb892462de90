import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { closeSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { setImmediate } from "node:timers/promises";
import { toBytePath } from "../../src/platform/byte-path.js";
import { openLibc } from "../../src/platform/libc.js";
import { findOpenWriters } from "../../src/platform/open-writers.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();

test("a file has a writer as long as somebody has it open for writing", (t) => {
	const path = `${makeTemporaryDirectory(t)}/file`;
	writeFileSync(path, "x");

	const before = findOpenWriters(libc, toBytePath(path));
	const reader = openSync(path, "r");
	const writer = openSync(path, "a");
	const during = findOpenWriters(libc, toBytePath(path));
	closeSync(writer);
	const after = findOpenWriters(libc, toBytePath(path));
	closeSync(reader);

	assert.deepEqual([before, during, after], ["none", "some", "none"]);
});

test("looking for a writer neither waits for a pipe nor follows a link", (t) => {
	const path = makeTemporaryDirectory(t);
	execFileSync("mkfifo", [`${path}/pipe`]);
	symlinkSync("pipe", `${path}/link`);

	assert.equal(findOpenWriters(libc, toBytePath(`${path}/pipe`)), "unknown");
	assert.equal(findOpenWriters(libc, toBytePath(`${path}/link`)), "unknown");
	assert.equal(findOpenWriters(libc, toBytePath(`${path}/nowhere`)), "unknown");
});

test("somebody who opens the file for writing meanwhile does not end this process", async (t) => {
	const path = `${makeTemporaryDirectory(t)}/file`;
	writeFileSync(path, "x");
	const script = `const { closeSync, openSync } = require("node:fs");
		for (let count = 0; count < 20_000; count += 1) closeSync(openSync(process.argv[1], "a"));`;

	let isWriting = true;
	const writer = promisify(execFile)(process.execPath, ["-e", script, path]).finally(
		() => (isWriting = false),
	);
	const seen = new Set<string>();
	while (isWriting) {
		for (let count = 0; count < 1_000; count += 1) seen.add(findOpenWriters(libc, toBytePath(path)));
		await setImmediate();
	}
	await writer;

	assert.equal(seen.has("unknown"), false);
});
