import assert from "node:assert/strict";
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { test, type TestContext } from "node:test";
import { type FileNotice, IN, openInotify } from "../../../src/platform/inotify.js";
import { openLibc } from "../../../src/platform/libc.js";
import { findOpenWriters } from "../../../src/platform/open-writers.js";
import type { BytePath } from "../../../src/platform/byte-path.js";
import { type FsHarness, type FsHarnessOptions, startFs } from "./fs-harness.js";

const libc = await openLibc();

interface ForgetfulFs extends FsHarness {
	/** What happens meanwhile is not told, but for that something was not. */
	forget(action: () => void): Promise<void>;
}

/** The kernel, but for a queue that has no room at times. */
async function startForgetfulFs(t: TestContext, options: FsHarnessOptions): Promise<ForgetfulFs> {
	let isForgetting = false;
	let hear: (notices: readonly FileNotice[], isAll: boolean) => void = () => undefined;
	let readQueued = (): void => undefined;
	const fs = await startFs(t, {
		...options,
		calls: () =>
			Promise.resolve({
				openInotify: (onNotices) => {
					hear = onNotices;
					const inotify = openInotify(libc, (notices, isAll) => {
						if (!isForgetting) onNotices(notices, isAll);
					});
					readQueued = () => inotify.readQueued();
					return inotify;
				},
				findWriters: (path) => findOpenWriters(libc, path),
			}),
	});
	return {
		...fs,
		async forget(action) {
			await fs.takeEvents();
			isForgetting = true;
			action();
			readQueued();
			isForgetting = false;
			hear([{ watch: -1, mask: IN.Q_OVERFLOW, cookie: 0, name: "" as BytePath }], true);
			await fs.until(({ event_type: type }) => type === "fs_overflow");
		},
	};
}

test("when notices were lost, that is told first, and then whatever has changed", async (t) => {
	const fs = await startForgetfulFs(t, {
		prepare: (root) => {
			for (const name of ["same", "changed", "deleted", "gone", "moved"])
				writeFileSync(`${root}/${name}`, "");
			mkdirSync(`${root}/gone-directory/deep`, { recursive: true });
			writeFileSync(`${root}/gone-directory/deep/file`, "");
			mkdirSync(`${root}/kept-directory`);
		},
	});

	await fs.forget(() => {
		writeFileSync(`${fs.root}/changed`, "more");
		rmSync(`${fs.root}/deleted`);
		renameSync(`${fs.root}/moved`, `${fs.root}/gone`);
		rmSync(`${fs.root}/gone-directory`, { recursive: true });
		mkdirSync(`${fs.root}/new-directory/deep`, { recursive: true });
		writeFileSync(`${fs.root}/new-directory/deep/file`, "");
		writeFileSync(`${fs.root}/kept-directory/file`, "");
	});
	const [first, ...news] = await fs.takeNews(14);
	writeFileSync(`${fs.root}/new-directory/deep/file`, "");

	assert.match(first ?? "", /^overflow/);
	assert.deepEqual([...news].sort(), [
		"close_write changed",
		"close_write gone",
		"close_write kept-directory/file",
		"close_write new-directory/deep/file",
		"create kept-directory/file (unfinished)",
		"create new-directory/ (unfinished)",
		"create new-directory/deep/ (unfinished)",
		"create new-directory/deep/file (unfinished)",
		"delete deleted (unfinished)",
		"delete gone-directory/ (unfinished)",
		"delete gone-directory/deep/ (unfinished)",
		"delete gone-directory/deep/file (unfinished)",
		"delete moved (unfinished)",
	]);
	assert.deepEqual(await fs.takeNews(), ["close_write new-directory/deep/file"]);
});

test("a file that is still being written when notices were lost is finished when it is closed", async (t) => {
	const fs = await startForgetfulFs(t, {});
	let fd = -1;

	await fs.forget(() => {
		fd = openSync(`${fs.root}/a`, "w");
		writeSync(fd, "half");
	});
	const [, ...whileOpen] = await fs.takeNews(2);
	closeSync(fd);

	assert.deepEqual(whileOpen, ["create a (unfinished)"]);
	assert.deepEqual(await fs.takeNews(), ["close_write a"]);
});

test("when notices were lost, what is waited for is found although it was not there", async (t) => {
	const fs = await startForgetfulFs(t, { paths: ["a/b/file"] });

	await fs.forget(() => {
		mkdirSync(`${fs.root}/a/b`, { recursive: true });
		writeFileSync(`${fs.root}/a/b/file`, "");
	});
	const [, ...news] = await fs.takeNews(3);
	writeFileSync(`${fs.root}/a/b/file`, "");

	assert.deepEqual(news, ["create a/b/file (unfinished)", "close_write a/b/file"]);
	assert.deepEqual(await fs.takeNews(), ["close_write a/b/file"]);
});

test("when notices were lost, a root that was removed is missed, and heard of when it returns", async (t) => {
	const fs = await startForgetfulFs(t, { paths: ["a"], prepare: (root) => mkdirSync(`${root}/a`) });

	await fs.forget(() => rmSync(`${fs.root}/a`, { recursive: true }));
	const [, ...news] = await fs.takeNews(2);
	mkdirSync(`${fs.root}/a`);

	assert.deepEqual(news, ["delete a/ (unfinished)"]);
	assert.deepEqual(await fs.takeNews(), ["create a/ (unfinished)"]);
});

const maxQueued = Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8"));

test("when the kernel's queue overflows, every file is finished nevertheless", {
	skip: maxQueued > 40_000 && `max_queued_events is ${maxQueued}, too large to be filled here`,
}, async (t) => {
	const fs = await startFs(t);
	const count = Math.ceil(maxQueued / 2) + 500;

	// The event loop cannot read meanwhile, so the queue fills up for real.
	for (let number = 0; number < count; number += 1) writeFileSync(`${fs.root}/${number}`, "");
	const overflow = await fs.until(({ event_type: type }) => type === "fs_overflow");
	await fs.until(({ fields }) => fields?.["name"] === `${count - 1}` && fields["action"] === "close_write");
	const events = await fs.takeEvents();

	const finished = events.filter(({ fields }) => fields?.["action"] === "close_write");
	assert.equal(new Set(finished.map(({ fields }) => fields?.["path"])).size, count);
	assert.equal(finished.length, count);
	assert.deepEqual((overflow.fields?.["roots"] as readonly string[] | undefined)?.includes(fs.root), true);
});
