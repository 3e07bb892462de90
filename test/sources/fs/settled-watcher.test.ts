/** What macOS gets, held on Linux, whose fs.watch is another one. */
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test, type TestContext } from "node:test";
import type { EventDraft } from "../../../src/event/event.js";
import { type FsHarnessOptions, startFs } from "./fs-harness.js";

function startWithoutInotify(t: TestContext, options: FsHarnessOptions = {}) {
	return startFs(t, { ...options, calls: () => Promise.resolve(undefined) });
}

function isAbout(name: string, action: string) {
	return ({ fields }: EventDraft): boolean => fields?.["name"] === name && fields["action"] === action;
}

test("without inotify a file is finished once it has been left alone", async (t) => {
	const fs = await startWithoutInotify(t, { prepare: (root) => mkdirSync(`${root}/deep`) });

	for (let count = 0; count < 5; count += 1) appendFileSync(`${fs.root}/deep/a`, "x");
	const { fields } = await fs.until(isAbout("a", "close_write"));

	assert.deepEqual([fields?.["size"], fields?.["status"]], [5, "completed"]);
});

test("without inotify a file that is deleted is told of", async (t) => {
	const fs = await startWithoutInotify(t, { prepare: (root) => writeFileSync(`${root}/a`, "") });

	rmSync(`${fs.root}/a`);

	await fs.until(isAbout("a", "delete"));
});

test("without inotify a path need not exist yet", async (t) => {
	const fs = await startWithoutInotify(t, { paths: ["a/b"] });

	mkdirSync(`${fs.root}/a`);
	writeFileSync(`${fs.root}/a/b`, "whole");

	await fs.until(isAbout("b", "close_write"));
});

test("without inotify .gitignore files count as well", async (t) => {
	const fs = await startWithoutInotify(t, {
		prepare: (root) => writeFileSync(`${root}/.gitignore`, "*.log\n"),
	});

	writeFileSync(`${fs.root}/a.log`, "");
	writeFileSync(`${fs.root}/a`, "");
	await fs.until(isAbout("a", "close_write"));

	assert.deepEqual(
		(await fs.takeEvents()).filter(({ fields }) => fields?.["name"] === "a.log"),
		[],
	);
});
