import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	appendFileSync,
	closeSync,
	linkSync,
	openSync,
	renameSync,
	rmSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { test } from "node:test";
import { startFs } from "./fs-harness.js";

test("a file that is written is finished once, when it is closed, however many writes it took", async (t) => {
	const fs = await startFs(t);

	const fd = openSync(`${fs.root}/a`, "w");
	for (let count = 0; count < 100; count += 1) writeSync(fd, "x");
	const whileOpen = await fs.takeNews();
	closeSync(fd);

	assert.deepEqual(whileOpen, ["create a (unfinished)"]);
	const [event, ...others] = await fs.takeEvents();
	assert.deepEqual(others, []);
	const { mtime_ms: mtimeMs, ...fields } = event?.fields ?? {};
	assert.deepEqual(fields, {
		status: "completed",
		conclusion: "success",
		finished: `${fs.root}/a`,
		action: "close_write",
		path: `${fs.root}/a`,
		relative_path: "a",
		root: fs.root,
		name: "a",
		is_directory: false,
		size: 100,
		workflow_name: "a",
		ingest_method: "fs_watch",
	});
	assert.equal(typeof mtimeMs, "number");
	assert.equal(event?.event_type, "fs_change");
	assert.equal(event.summary, `${fs.root}/a was written, 100 bytes`);
});

test("each close after writing is an event of its own, whatever the clock says", async (t) => {
	const fs = await startFs(t, { prepare: (root) => writeFileSync(`${root}/a`, "") });

	const news: (readonly string[])[] = [];
	for (let count = 0; count < 20; count += 1) {
		appendFileSync(`${fs.root}/a`, "");
		news.push(await fs.takeNews());
	}

	assert.deepEqual(news, Array(20).fill(["close_write a"]));
});

test("a file that is renamed into place is finished there", async (t) => {
	const fs = await startFs(t, { paths: ["in"], prepare: (root) => execFileSync("mkdir", [`${root}/in`]) });

	writeFileSync(`${fs.root}/in/.a.part`, "whole");
	renameSync(`${fs.root}/in/.a.part`, `${fs.root}/in/a`);
	writeFileSync(`${fs.root}/elsewhere`, "whole");
	renameSync(`${fs.root}/elsewhere`, `${fs.root}/in/b`);
	const events = await fs.takeEvents();

	const arrivals = events.filter(({ fields }) => fields?.["action"] === "moved_to");
	assert.deepEqual(
		arrivals.map(({ fields }) => [
			fields?.["path"],
			fields?.["old_path"],
			fields?.["size"],
			fields?.["status"],
		]),
		[
			[`${fs.root}/in/a`, `${fs.root}/in/.a.part`, 5, "completed"],
			[`${fs.root}/in/b`, undefined, 5, "completed"],
		],
	);
});

test("a file that is renamed inside, out of, and into what is watched is told of at every place", async (t) => {
	const fs = await startFs(t, { paths: ["in"], prepare: (root) => execFileSync("mkdir", [`${root}/in`]) });
	writeFileSync(`${fs.root}/in/a`, "");
	await fs.takeEvents();

	renameSync(`${fs.root}/in/a`, `${fs.root}/in/b`);
	renameSync(`${fs.root}/in/b`, `${fs.root}/out`);
	renameSync(`${fs.root}/out`, `${fs.root}/in/c`);

	assert.deepEqual(await fs.takeNews(), [
		"moved_from in/a (unfinished)",
		"moved_to in/b from in/a",
		"moved_from in/b (unfinished)",
		"moved_to in/c",
	]);
});

test("a file that is deleted is told of, without a size", async (t) => {
	const fs = await startFs(t, { prepare: (root) => writeFileSync(`${root}/a`, "") });

	rmSync(`${fs.root}/a`);
	const [event, ...others] = await fs.takeEvents();

	assert.deepEqual(others, []);
	assert.equal(event?.fields?.["action"], "delete");
	assert.equal("size" in event.fields || "status" in event.fields, false);
});

test("a file that is gone before anybody looks is told of all the same", async (t) => {
	const fs = await startFs(t);

	writeFileSync(`${fs.root}/a`, "");
	unlinkSync(`${fs.root}/a`);

	assert.deepEqual(await fs.takeNews(), ["create a (unfinished)", "close_write a", "delete a (unfinished)"]);
});

test("a link, or a second name of a file, is finished when it is there", async (t) => {
	const fs = await startFs(t, { prepare: (root) => writeFileSync(`${root}/a`, "") });

	symlinkSync("a", `${fs.root}/symbolic`);
	linkSync(`${fs.root}/a`, `${fs.root}/hard`);

	assert.deepEqual(await fs.takeNews(), ["create symbolic", "create hard"]);
});

test("an editor that keeps a backup and writes the file anew finishes it once", async (t) => {
	const fs = await startFs(t, {
		paths: ["notes.txt"],
		prepare: (root) => writeFileSync(`${root}/notes.txt`, "1"),
	});

	renameSync(`${fs.root}/notes.txt`, `${fs.root}/notes.txt~`);
	writeFileSync(`${fs.root}/notes.txt`, "2");
	rmSync(`${fs.root}/notes.txt~`);

	assert.deepEqual(await fs.takeNews(), [
		"moved_from . (unfinished)".replace(".", "notes.txt"),
		"create notes.txt (unfinished)",
		"close_write notes.txt",
	]);
});

test("an editor that writes beside the file and renames it over finishes it once", async (t) => {
	const fs = await startFs(t, {
		paths: ["notes.txt"],
		prepare: (root) => writeFileSync(`${root}/notes.txt`, "1"),
	});

	execFileSync("sed", ["-i", "s/1/2/", `${fs.root}/notes.txt`]);
	const news = await fs.takeNews();

	assert.match(news.join("\n"), /^moved_to notes\.txt from sed\w+$/);
});
