import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { startFs } from "./fs-harness.js";
import { countWatches } from "../../support/inotify-watches.js";

test("a path need not exist yet", async (t) => {
	const fs = await startFs(t, { paths: ["a/b/c"] });

	mkdirSync(`${fs.root}/a/b`, { recursive: true });
	writeFileSync(`${fs.root}/a/b/other`, "");
	writeFileSync(`${fs.root}/a/b/c`, "");

	assert.deepEqual(await fs.takeNews(), ["create a/b/c (unfinished)", "close_write a/b/c"]);
});

test("a path that does not exist yet may become a directory", async (t) => {
	const fs = await startFs(t, { paths: ["a/b"] });

	mkdirSync(`${fs.root}/a/b/c`, { recursive: true });
	writeFileSync(`${fs.root}/a/b/c/file`, "");
	const news = await fs.takeNews();
	writeFileSync(`${fs.root}/a/b/c/file`, "");

	assert.deepEqual(news, [
		"create a/b/ (unfinished)",
		"create a/b/c/ (unfinished)",
		"create a/b/c/file (unfinished)",
		"close_write a/b/c/file",
	]);
	assert.deepEqual(await fs.takeNews(), ["close_write a/b/c/file"]);
});

test("a directory that is moved to where somebody waits for a file in it answers him", async (t) => {
	const fs = await startFs(t, {
		paths: ["release/app"],
		prepare: (root) => mkdirSync(`${root}/release.new`),
	});
	writeFileSync(`${fs.root}/release.new/app`, "");

	renameSync(`${fs.root}/release.new`, `${fs.root}/release`);

	assert.deepEqual(await fs.takeNews(), ["moved_to release/app from release.new/app"]);
});

test("what is watched may be removed, and is watched again when it returns", async (t) => {
	const fs = await startFs(t, {
		paths: ["a/b"],
		prepare: (root) => mkdirSync(`${root}/a/b`, { recursive: true }),
	});

	rmSync(`${fs.root}/a`, { recursive: true });
	const gone = await fs.takeNews();
	mkdirSync(`${fs.root}/a/b`, { recursive: true });
	writeFileSync(`${fs.root}/a/b/file`, "");
	const returned = await fs.takeNews();
	writeFileSync(`${fs.root}/a/b/file`, "");

	assert.deepEqual(gone, ["delete a/b/ (unfinished)"]);
	assert.deepEqual(returned, [
		"create a/b/ (unfinished)",
		"create a/b/file (unfinished)",
		"close_write a/b/file",
	]);
	assert.deepEqual(await fs.takeNews(), ["close_write a/b/file"]);
});

test("what is watched may be removed and made again faster than anybody looks", async (t) => {
	const fs = await startFs(t, {
		paths: ["a/b"],
		prepare: (root) => mkdirSync(`${root}/a/b`, { recursive: true }),
	});

	for (let count = 0; count < 5; count += 1) {
		rmSync(`${fs.root}/a`, { recursive: true });
		mkdirSync(`${fs.root}/a/b`, { recursive: true });
	}
	await fs.takeEvents();
	writeFileSync(`${fs.root}/a/b/file`, "");

	assert.deepEqual(await fs.takeNews(), ["create a/b/file (unfinished)", "close_write a/b/file"]);
});

test("a directory above what is watched may be renamed away and back", async (t) => {
	const fs = await startFs(t, {
		paths: ["a/b/c"],
		prepare: (root) => {
			mkdirSync(`${root}/a/b/c`, { recursive: true });
			writeFileSync(`${root}/a/b/c/file`, "");
		},
	});

	renameSync(`${fs.root}/a`, `${fs.root}/z`);
	const gone = await fs.takeNews();
	writeFileSync(`${fs.root}/z/b/c/file`, "");
	const elsewhere = await fs.takeNews();
	renameSync(`${fs.root}/z`, `${fs.root}/a`);
	const returned = await fs.takeNews();
	writeFileSync(`${fs.root}/a/b/c/file`, "");

	assert.deepEqual(gone, ["moved_from a/b/c/file (unfinished)", "moved_from a/b/c/ (unfinished)"]);
	assert.deepEqual(elsewhere, []);
	assert.deepEqual(returned, ["moved_to a/b/c/ from z/b/c", "moved_to a/b/c/file from z/b/c/file"]);
	assert.deepEqual(await fs.takeNews(), ["close_write a/b/c/file"]);
});

test("a link on the way is followed, also when it is set elsewhere", async (t) => {
	const fs = await startFs(t, {
		paths: ["current/app"],
		prepare: (root) => {
			for (const release of ["1", "2"]) {
				mkdirSync(`${root}/${release}`);
				writeFileSync(`${root}/${release}/app`, release);
			}
			symlinkSync("1", `${root}/current`);
		},
	});

	writeFileSync(`${fs.root}/1/app`, "1.1");
	const before = await fs.takeNews();
	symlinkSync("2", `${fs.root}/next`);
	renameSync(`${fs.root}/next`, `${fs.root}/current`);
	const switched = await fs.takeNews();
	writeFileSync(`${fs.root}/2/app`, "2.1");
	writeFileSync(`${fs.root}/1/app`, "1.2");

	assert.deepEqual(before, ["close_write current/app"]);
	assert.deepEqual(switched, ["create current/app (unfinished)", "close_write current/app"]);
	assert.deepEqual(await fs.takeNews(), ["close_write current/app"]);
});

test("a link in a tree is not followed", async (t) => {
	const fs = await startFs(t, {
		paths: ["in"],
		prepare: (root) => {
			mkdirSync(`${root}/in`);
			mkdirSync(`${root}/out`);
			symlinkSync("../out", `${root}/in/link`);
			symlinkSync(".", `${root}/in/loop`);
		},
	});

	writeFileSync(`${fs.root}/out/file`, "");
	const news = await fs.takeNews();
	symlinkSync("../out", `${fs.root}/in/another`);
	writeFileSync(`${fs.root}/out/file`, "");

	assert.deepEqual(news, []);
	assert.deepEqual(await fs.takeNews(), ["create in/another"]);
});

test("a directory with two paths is told of at both", async (t) => {
	const fs = await startFs(t, {
		paths: ["a", "b"],
		prepare: (root) => {
			mkdirSync(`${root}/a/deep`, { recursive: true });
			symlinkSync("a", `${root}/b`);
		},
	});

	writeFileSync(`${fs.root}/a/deep/file`, "");
	const news = await fs.takeNews();

	assert.deepEqual([...news].sort(), [
		"close_write a/deep/file",
		"close_write b/deep/file",
		"create a/deep/file (unfinished)",
		"create b/deep/file (unfinished)",
	]);
});

test("what several ask for is watched once, and told of once", async (t) => {
	const fs = await startFs(t, {
		paths: ["tree"],
		prepare: (root) => mkdirSync(`${root}/tree/deep`, { recursive: true }),
	});
	const before = countWatches();

	fs.await(...Array.from({ length: 10 }, () => `${fs.root}/tree/deep`));
	const during = countWatches();
	writeFileSync(`${fs.root}/tree/deep/file`, "");
	const events = await fs.takeEvents();

	assert.equal(during, before);
	assert.deepEqual(
		events.map(({ fields }) => [fields?.["action"], fields?.["root"], fields?.["relative_path"]]),
		[
			["create", `${fs.root}/tree`, "deep/file"],
			["close_write", `${fs.root}/tree`, "deep/file"],
		],
	);
});

test("a path is watched from the moment somebody waits for it until nobody does", async (t) => {
	const fs = await startFs(t, {
		paths: ["other"],
		prepare: (root) => mkdirSync(`${root}/tree/deep`, { recursive: true }),
	});
	const before = countWatches();

	writeFileSync(`${fs.root}/tree/early`, "");
	fs.await(`${fs.root}/tree`);
	writeFileSync(`${fs.root}/tree/deep/file`, "");
	const during = await fs.takeNews();
	fs.await();
	writeFileSync(`${fs.root}/tree/late`, "");

	assert.deepEqual(during, ["create tree/deep/file (unfinished)", "close_write tree/deep/file"]);
	assert.deepEqual(await fs.takeNews(), []);
	assert.equal(countWatches(), before);
});

test("what has happened and was not heard of yet is told when somebody else begins to wait", async (t) => {
	const fs = await startFs(t, { paths: ["a"], prepare: (root) => mkdirSync(`${root}/a`) });

	mkdirSync(`${fs.root}/a/new`);
	writeFileSync(`${fs.root}/a/new/file`, "");
	fs.await(`${fs.root}/b/file`);
	mkdirSync(`${fs.root}/b`);
	writeFileSync(`${fs.root}/b/file`, "");
	fs.await();

	assert.deepEqual(await fs.takeNews(), [
		"create a/new/ (unfinished)",
		"create a/new/file (unfinished)",
		"close_write a/new/file",
	]);
});

test("somebody who waits for a directory inside another does not end with it", async (t) => {
	const fs = await startFs(t, {
		paths: ["other"],
		prepare: (root) => mkdirSync(`${root}/a/b/c`, { recursive: true }),
	});

	fs.await(`${fs.root}/a`, `${fs.root}/a/b/c`);
	fs.await(`${fs.root}/a/b/c`);
	writeFileSync(`${fs.root}/a/file`, "");
	writeFileSync(`${fs.root}/a/b/c/file`, "");
	const inner = await fs.takeNews();
	fs.await(`${fs.root}/a`, `${fs.root}/a/b/c`);
	fs.await(`${fs.root}/a`);
	writeFileSync(`${fs.root}/a/b/c/file`, "");

	assert.deepEqual(inner, ["create a/b/c/file (unfinished)", "close_write a/b/c/file"]);
	assert.deepEqual(await fs.takeNews(), ["close_write a/b/c/file"]);
});

test("a file beside the one that is waited for is nobody's business", async (t) => {
	const fs = await startFs(t, { paths: ["a"] });

	writeFileSync(`${fs.root}/ab`, "");
	writeFileSync(`${fs.root}/b`, "");
	writeFileSync(`${fs.root}/a`, "");

	assert.deepEqual(await fs.takeNews(), ["create a (unfinished)", "close_write a"]);
});
