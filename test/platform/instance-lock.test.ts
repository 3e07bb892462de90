import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { findInstanceDetails } from "../../src/platform/instance-details.js";
import { acquireInstanceLock } from "../../src/platform/instance-lock.js";
import { openLibc } from "../../src/platform/libc.js";
import { startScript } from "../support/start-script.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();
const details = { pid: process.pid, startedAtMs: 1_767_225_600_000, socketPath: "/s", version: "1.2.3" };

test("of 20 processes that start at once exactly one gets the lock", async (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;

	const starters = Array.from({ length: 20 }, () => startScript(t, "hold-instance-lock", path));
	const answers = await Promise.all(starters.map((starter) => starter.readLine()));

	const held = starters.filter((_, index) => answers[index] === "held");
	assert.equal(held.length, 1);
	assert.equal(answers.filter((answer) => answer === "refused").length, 19);
	assert.equal(findInstanceDetails(path)?.pid, held[0]?.pid);
});

test("the lock goes when its holder is killed", async (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	const holder = startScript(t, "hold-instance-lock", path);
	assert.equal(await holder.readLine(), "held");
	assert.equal(acquireInstanceLock(libc, path, details), undefined);

	await holder.kill();
	const lock = acquireInstanceLock(libc, path, details);

	assert.notEqual(lock, undefined);
	lock?.release();
});

test("a child that outlives its killed parent does not keep the lock", async (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	const holder = startScript(t, "hold-instance-lock", path, "with-child");
	assert.equal(await holder.readLine(), "held");
	const childPid = Number(await holder.readLine());
	t.after(() => process.kill(childPid, "SIGKILL"));

	await holder.kill();
	process.kill(childPid, 0);
	const lock = acquireInstanceLock(libc, path, details);

	assert.notEqual(lock, undefined);
	lock?.release();
});

test("a released lock can be taken again, also within one process", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	const first = acquireInstanceLock(libc, path, details);
	assert.equal(acquireInstanceLock(libc, path, details), undefined);

	first?.release();
	first?.release();
	const second = acquireInstanceLock(libc, path, details);

	assert.notEqual(second, undefined);
	second?.release();
});

test("the file names its holder to others of the same user, and nobody after a release", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;

	const lock = acquireInstanceLock(libc, path, details);

	assert.deepEqual(findInstanceDetails(path), details);
	assert.equal(statSync(path).mode & 0o777, 0o600);
	lock?.release();
	assert.equal(findInstanceDetails(path), undefined);
});

test("one who is refused leaves the note of the holder alone", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	const lock = acquireInstanceLock(libc, path, details);

	acquireInstanceLock(libc, path, { ...details, pid: 1 });

	assert.deepEqual(findInstanceDetails(path), details);
	lock?.release();
});

test("a lock file with foreign content is no note and no obstacle", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	writeFileSync(path, '{"pid":"7"}');

	assert.equal(findInstanceDetails(path), undefined);
	const lock = acquireInstanceLock(libc, path, details);

	assert.deepEqual(findInstanceDetails(path), details);
	lock?.release();
});

test("a file system without locks is refused with its error", (t) => {
	const path = `${makeTemporaryDirectory(t)}/daemon.lock`;
	const lockless = { ...libc, flock: () => -1, errno: () => 37 };

	assert.throws(() => acquireInstanceLock(lockless, path, details), {
		code: "PATH_INVALID",
		message: /^Cannot lock ".*": \S+/,
		hint: /WAITBUS_STATE_DIR/,
	});
});
