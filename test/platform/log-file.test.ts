import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLogFile } from "../../src/platform/log-file.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("lines are appended to what is there, for the owner alone", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;

	for (const line of ["one\n", "two\n"]) {
		const file = openLogFile(path);
		file.write(line);
		file.close();
	}

	assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
	assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a file that is full becomes the old one, and the old one goes", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	const file = openLogFile(path, { maxBytes: 8 });
	t.after(() => file.close());

	for (const line of ["one\n", "two\n", "three\n", "four\n"]) file.write(line);

	assert.equal(readFileSync(path, "utf8"), "four\n");
	assert.equal(readFileSync(`${path}.1`, "utf8"), "three\n");
	assert.equal(statSync(`${path}.1`).mode & 0o777, 0o600);
	assert.equal(existsSync(`${path}.2`), false);
});

test("the bound also counts what an earlier daemon wrote", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	const first = openLogFile(path, { maxBytes: 8 });
	first.write("one\n");
	first.close();

	const second = openLogFile(path, { maxBytes: 8 });
	second.write("three\n");
	second.close();

	assert.equal(readFileSync(path, "utf8"), "three\n");
	assert.equal(readFileSync(`${path}.1`, "utf8"), "one\n");
});

test("a line that exceeds the file is dropped and counted", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	const file = openLogFile(path, { maxBytes: 8 });
	t.after(() => file.close());

	file.write("one\n");
	file.write("far too long\n");
	file.write("two\n");

	assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
	assert.equal(file.droppedLines, 1);
});

test("a disk that fills up in the middle of a line keeps the whole lines", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	const script = fileURLToPath(new URL("../support/fill-log.js", import.meta.url));

	// The limit is 2 or 4 blocks of the shell: no multiple of the 100 bytes of a line.
	const command = 'ulimit -f 4 && exec "$0" "$1" "$2"';
	const result = spawnSync("sh", ["-c", command, process.execPath, script, path], { encoding: "utf8" });

	const text = readFileSync(path, "utf8");
	assert.equal(result.status, 0);
	assert.equal(text.length % 100, 0);
	assert.equal(text.length / 100 + Number(result.stdout), 100);
	assert.ok(text.endsWith("|\n"));
	assert.notEqual(Number(result.stdout), 0);
});

test("a full disk drops lines and stops nothing", {
	skip: !existsSync("/dev/full") && "no /dev/full",
}, () => {
	const file = openLogFile("/dev/full");

	file.write("one\n");
	file.write("two\n");
	file.close();

	assert.equal(file.droppedLines, 2);
});

test("a file that cannot be moved away drops lines and stops nothing", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	mkdirSync(`${path}.1`);
	const file = openLogFile(path, { maxBytes: 8 });
	t.after(() => file.close());

	for (const line of ["one\n", "two\n", "three\n"]) file.write(line);

	assert.equal(readFileSync(path, "utf8"), "one\ntwo\n");
	assert.equal(file.droppedLines, 1);
});

test("a line after the end is dropped", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.log`;
	const file = openLogFile(path);

	file.close();
	file.write("late\n");

	assert.equal(file.droppedLines, 1);
});
