import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createDeferred } from "../../src/platform/deferred.js";
import { toBytePath } from "../../src/platform/byte-path.js";
import { type FileNotice, IN, openInotify } from "../../src/platform/inotify.js";
import { openLibc } from "../../src/platform/libc.js";
import { countInstances } from "../support/inotify-watches.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();

test("the event loop hands over what the kernel tells, without a thread that waits", async (t) => {
	const path = makeTemporaryDirectory(t);
	const heard: FileNotice[] = [];
	const { promise, resolve } = createDeferred<void>();
	const inotify = openInotify(libc, (notices) => {
		heard.push(...notices);
		if (heard.length >= 2) resolve();
	});
	t.after(() => inotify.close());

	const added = inotify.addWatch(toBytePath(path), IN.CREATE | IN.CLOSE_WRITE);
	writeFileSync(`${path}/ä`, "x");
	await promise;

	const watch = "watch" in added ? added.watch : undefined;
	assert.deepEqual(heard, [
		{ watch, mask: IN.CREATE, cookie: 0, name: toBytePath("ä") },
		{ watch, mask: IN.CLOSE_WRITE, cookie: 0, name: toBytePath("ä") },
	]);
});

test("what is queued can be had at once, and nothing comes while it is paused", async (t) => {
	const path = makeTemporaryDirectory(t);
	const heard: number[] = [];
	const inotify = openInotify(libc, (notices) => void heard.push(...notices.map(({ mask }) => mask)));
	t.after(() => inotify.close());
	inotify.addWatch(toBytePath(path), IN.CREATE);

	inotify.pause();
	mkdirSync(`${path}/a`);
	for (let turn = 0; turn < 10; turn += 1) await setImmediate();
	const whilePaused = [...heard];
	inotify.readQueued();

	assert.deepEqual(whilePaused, []);
	assert.deepEqual(heard, [IN.CREATE | IN.ISDIR]);
});

test("more than one read can hold is handed over whole", (t) => {
	const path = makeTemporaryDirectory(t);
	const names: string[] = [];
	const inotify = openInotify(libc, (notices) => void names.push(...notices.map(({ name }) => name)));
	t.after(() => inotify.close());
	inotify.addWatch(toBytePath(path), IN.CREATE);

	const made = Array.from({ length: 400 }, (_, index) => `${index}`.padStart(200, "n"));
	for (const name of made) mkdirSync(`${path}/${name}`);
	inotify.readQueued();

	assert.deepEqual(names, made);
});

test("a directory that is not there is said so with the system's code", (t) => {
	const inotify = openInotify(libc, () => undefined);
	t.after(() => inotify.close());

	assert.deepEqual(inotify.addWatch(toBytePath("/nowhere"), IN.CREATE), { code: "ENOENT" });
});

test("closing gives everything back", async () => {
	const before = countInstances();
	const inotify = openInotify(libc, () => undefined);
	const during = countInstances();

	inotify.close();
	while (countInstances() > before) await setImmediate();

	assert.equal(during, before + 1);
});
