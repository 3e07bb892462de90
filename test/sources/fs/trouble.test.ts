import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { BusError } from "../../../src/errors.js";
import type { EventDraft } from "../../../src/event/event.js";
import { openInotify } from "../../../src/platform/inotify.js";
import { openLibc } from "../../../src/platform/libc.js";
import { findOpenWriters } from "../../../src/platform/open-writers.js";
import type { FileSystemCalls } from "../../../src/sources/fs/source.js";
import { startFs } from "./fs-harness.js";

const libc = await openLibc();

const CALLS: FileSystemCalls = {
	openInotify: (onNotices) => openInotify(libc, onNotices),
	findWriters: (path) => findOpenWriters(libc, path),
};

/** The kernel, but for directories of this name, which it does not watch for this reason. */
function refusing(name: string, code: string, isRefused: () => boolean): () => Promise<FileSystemCalls> {
	return () =>
		Promise.resolve({
			...CALLS,
			openInotify: (onNotices) => {
				const inotify = openInotify(libc, onNotices);
				return {
					...inotify,
					addWatch: (path, mask) =>
						isRefused() && path.endsWith(`/${name}`) ? { code } : inotify.addWatch(path, mask),
				};
			},
		});
}

test("when the watches are used up, health says what to set, and what is watched goes on", async (t) => {
	let isUsedUp = true;
	const fs = await startFs(t, {
		calls: refusing("late", "ENOSPC", () => isUsedUp),
		prepare: (root) => mkdirSync(`${root}/late`),
	});

	await fs.untilHealth(({ state }) => state === "down");
	const { health } = fs;
	writeFileSync(`${fs.root}/a`, "");
	const news = await fs.takeNews();
	isUsedUp = false;
	fs.await(`${fs.root}/late/b`);
	await fs.untilHealth(({ state }) => state === "up");
	writeFileSync(`${fs.root}/late/b`, "");

	assert.deepEqual(health, {
		state: "down",
		reason: "Cannot watch 1 of the directories: the user has as many watches as are allowed",
		hint: "sudo sysctl fs.inotify.max_user_watches=1048576",
	});
	assert.deepEqual(news, ["create a (unfinished)", "close_write a"]);
	assert.deepEqual(await fs.takeNews(), ["create late/b (unfinished)", "close_write late/b"]);
});

test("what was asked for and may not be read is said; what lies somewhere in a tree is passed over", async (t) => {
	const calls = refusing("closed", "EACCES", () => true);
	const prepare = (root: string): void => mkdirSync(`${root}/closed`);

	const tree = await startFs(t, { calls, prepare });
	const named = await startFs(t, { calls, prepare, paths: ["closed"] });
	await named.untilHealth(({ state }) => state === "down");

	assert.deepEqual(tree.health, { state: "up" });
	assert.deepEqual(named.health, {
		state: "down",
		reason: `Cannot watch "${named.root}/closed": EACCES`,
		hint: `ls -ld '${named.root}/closed'`,
	});
});

test("a file in a new directory whose writers nobody knows is finished once it is left alone", async (t) => {
	const fs = await startFs(t, { calls: () => Promise.resolve({ ...CALLS, findWriters: () => "unknown" }) });

	mkdirSync(`${fs.root}/new`);
	writeFileSync(`${fs.root}/new/a`, "1");
	const event = await fs.until(
		({ fields }) => fields?.["action"] === "close_write" && fields["name"] === "a",
	);

	assert.equal(event.fields?.["size"], 1);
});

test("what cannot be stored is kept, and stored in order once that is possible", async (t) => {
	const stored: EventDraft[] = [];
	let failures = 2;
	const fs = await startFs(t, {
		emit: (drafts) => {
			failures -= 1;
			if (failures >= 0) return Promise.reject(new BusError("STORE_FULL", "The disk is full"));
			stored.push(...drafts);
			return Promise.resolve(drafts.map(() => ({ event_id: "", outcome: "committed" as const })));
		},
	});

	for (const name of ["a", "b", "c"]) writeFileSync(`${fs.root}/${name}`, "");
	await fs.untilHealth(({ state }) => state === "down");
	const { health } = fs;
	const news = await fs.takeNews();

	assert.deepEqual(health, { state: "down", reason: "The disk is full" });
	assert.deepEqual(
		news,
		["a", "b", "c"].flatMap((name) => [`create ${name} (unfinished)`, `close_write ${name}`]),
	);
	assert.deepEqual(fs.health, { state: "up" });
	assert.equal(new Set(stored.map(({ delivery_id: id }) => id)).size, stored.length);
});
