import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	closeSync,
	cpSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { test } from "node:test";
import type { EventDraft } from "../../../src/event/event.js";
import { startFs } from "./fs-harness.js";

const BURST = 3_000;

test("3,000 files at once are 3,000 that are finished, each once", async (t) => {
	const fs = await startFs(t);

	for (let count = 0; count < BURST; count += 1) writeFileSync(`${fs.root}/${count}`, "");
	const events = await fs.takeEvents();

	const finished = pathsOf(events, "close_write");
	assert.equal(finished.length, BURST);
	assert.equal(new Set(finished).size, BURST);
	assert.equal(events.length, 2 * BURST);
});

test("3,000 files at once in a directory that is new as well are each finished once", async (t) => {
	const fs = await startFs(t);

	mkdirSync(`${fs.root}/new`);
	for (let count = 0; count < BURST; count += 1) writeFileSync(`${fs.root}/new/${count}`, "");
	const events = await fs.takeEvents();

	assert.equal(pathsOf(events, "close_write").length, BURST);
	assert.equal(new Set(pathsOf(events, "close_write")).size, BURST);
	assert.equal(events.length, 1 + 2 * BURST);
});

test("another process that makes directories and writes files in them at once loses none, and none is told of twice", async (t) => {
	const fs = await startFs(t);
	const script = `
		const { mkdirSync, writeFileSync } = require("node:fs");
		for (let a = 0; a < 40; a += 1) for (let b = 0; b < 5; b += 1) {
			const path = [process.argv[1], a, b, "deep", "deeper"].join("/");
			mkdirSync(path, { recursive: true });
			for (let c = 0; c < 5; c += 1) writeFileSync(path + "/" + c, "x");
		}`;

	execFileSync(process.execPath, ["-e", script, fs.root]);
	const events = await fs.takeEvents();

	const finished = pathsOf(events, "close_write");
	assert.equal(finished.length, 1_000);
	assert.equal(new Set(finished).size, 1_000);
	assert.equal(new Set(pathsOf(events, "create")).size, 40 + 40 * 5 * 3 + 1_000);
	assert.equal(pathsOf(events, "create").length, 40 + 40 * 5 * 3 + 1_000);
});

test("the checkout of a large tree is told of whole", async (t) => {
	const fs = await startFs(t);
	const git = (...words: readonly string[]): void =>
		void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", "-C", fs.root, ...words], {
			env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
			stdio: "pipe",
		});
	git("init", "--quiet", "--initial-branch=empty");
	git("commit", "--quiet", "--allow-empty", "--message=empty");
	git("checkout", "--quiet", "-b", "full");
	for (let count = 0; count < 2_000; count += 1) {
		mkdirSync(`${fs.root}/src/${count % 50}`, { recursive: true });
		writeFileSync(`${fs.root}/src/${count % 50}/${count}.txt`, `${count}`);
	}
	git("add", ".");
	git("commit", "--quiet", "--message=full");
	git("checkout", "--quiet", "empty");
	await fs.takeEvents();

	git("checkout", "--quiet", "full");
	const events = await fs.takeEvents();

	const finished = pathsOf(events, "close_write");
	assert.equal(finished.length, 2_000);
	assert.equal(new Set(finished).size, 2_000);
	assert.deepEqual(
		events.filter(({ fields }) => String(fields?.["path"]).includes("/.git")),
		[],
	);
});

test("a file in a new directory is not finished while somebody still writes it", async (t) => {
	const fs = await startFs(t);

	mkdirSync(`${fs.root}/new`);
	const fd = openSync(`${fs.root}/new/a`, "w");
	writeSync(fd, "half");
	const whileOpen = await fs.takeNews();
	closeSync(fd);

	assert.deepEqual(whileOpen, ["create new/ (unfinished)", "create new/a (unfinished)"]);
	assert.deepEqual(await fs.takeNews(), ["close_write new/a"]);
});

test("a directory that is renamed takes its files along, and is watched where it is then", async (t) => {
	const fs = await startFs(t, {
		prepare: (root) => {
			mkdirSync(`${root}/a/deep`, { recursive: true });
			writeFileSync(`${root}/a/deep/file`, "");
		},
	});

	renameSync(`${fs.root}/a`, `${fs.root}/b`);
	writeFileSync(`${fs.root}/b/deep/new`, "");
	const news = await fs.takeNews();
	writeFileSync(`${fs.root}/b/deep/file`, "");

	assert.deepEqual([...news].sort(), [
		"close_write b/deep/new",
		"create b/deep/new (unfinished)",
		"moved_from a/ (unfinished)",
		"moved_from a/deep/ (unfinished)",
		"moved_from a/deep/file (unfinished)",
		"moved_to b/ from a",
		"moved_to b/deep/ from a/deep",
		"moved_to b/deep/file from a/deep/file",
	]);
	assert.deepEqual(await fs.takeNews(), ["close_write b/deep/file"]);
});

test("a directory that is moved in is finished with all its files", async (t) => {
	const fs = await startFs(t, {
		paths: ["in"],
		prepare: (root) => {
			mkdirSync(`${root}/in`);
			mkdirSync(`${root}/out/deep`, { recursive: true });
			writeFileSync(`${root}/out/deep/file`, "");
		},
	});

	renameSync(`${fs.root}/out`, `${fs.root}/in/here`);

	assert.deepEqual(await fs.takeNews(), [
		"moved_to in/here/",
		"moved_to in/here/deep/",
		"moved_to in/here/deep/file",
	]);
});

test("a directory that is moved out is not watched any more", async (t) => {
	const fs = await startFs(t, {
		paths: ["in"],
		prepare: (root) => mkdirSync(`${root}/in/a`, { recursive: true }),
	});

	renameSync(`${fs.root}/in/a`, `${fs.root}/out`);
	const news = await fs.takeNews();
	writeFileSync(`${fs.root}/out/file`, "");

	assert.deepEqual(news, ["moved_from in/a/ (unfinished)"]);
	assert.deepEqual(await fs.takeNews(), []);
});

test("a directory that is deleted and made again is watched again", async (t) => {
	const fs = await startFs(t, { prepare: (root) => mkdirSync(`${root}/a`) });

	rmSync(`${fs.root}/a`, { recursive: true });
	mkdirSync(`${fs.root}/a`);
	writeFileSync(`${fs.root}/a/file`, "");

	assert.deepEqual(await fs.takeNews(), [
		"delete a/ (unfinished)",
		"create a/ (unfinished)",
		"create a/file (unfinished)",
		"close_write a/file",
	]);
});

test("a directory that somebody stands in can be deleted and made again", async (t) => {
	const fs = await startFs(t, { prepare: (root) => mkdirSync(`${root}/a`) });

	// The kernel keeps a directory that is open, and says nothing of its end.
	const fd = openSync(`${fs.root}/a`, "r");
	rmSync(`${fs.root}/a`, { recursive: true });
	mkdirSync(`${fs.root}/a`);
	writeFileSync(`${fs.root}/a/file`, "");
	const news = await fs.takeNews();
	closeSync(fd);

	assert.deepEqual(news, [
		"delete a/ (unfinished)",
		"create a/ (unfinished)",
		"create a/file (unfinished)",
		"close_write a/file",
	]);
});

test("a tree that is copied in is told of whole", async (t) => {
	const fs = await startFs(t, {
		paths: ["in"],
		prepare: (root) => {
			mkdirSync(`${root}/in`);
			for (let count = 0; count < 200; count += 1) {
				mkdirSync(`${root}/from/${count % 20}/${count % 3}`, { recursive: true });
				writeFileSync(`${root}/from/${count % 20}/${count % 3}/${count}`, "x");
			}
		},
	});

	cpSync(`${fs.root}/from`, `${fs.root}/in/to`, { recursive: true });
	const finished = pathsOf(await fs.takeEvents(), "close_write");

	assert.equal(finished.length, 200);
	assert.equal(new Set(finished).size, 200);
});

function pathsOf(events: readonly EventDraft[], action: string): readonly unknown[] {
	return events.filter(({ fields }) => fields?.["action"] === action).map(({ fields }) => fields?.["path"]);
}
