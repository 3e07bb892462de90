import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { type FsHarness, startFs } from "./fs-harness.js";

function write(fs: Pick<FsHarness, "root">, ...paths: readonly string[]): void {
	for (const path of paths) {
		mkdirSync(dirname(`${fs.root}/${path}`), { recursive: true });
		writeFileSync(`${fs.root}/${path}`, "");
	}
}

/** The paths of what was finished. */
async function takeFinished(fs: FsHarness): Promise<readonly string[]> {
	const events = (await fs.takeEvents()).filter(({ fields }) => fields?.["status"] === "completed");
	return events.map(({ fields }) => String(fields?.["path"]).slice(fs.root.length + 1)).sort();
}

test(".gitignore files count, also in directories beneath, and with what they take back", async (t) => {
	const fs = await startFs(t, {
		prepare: (root) => {
			writeFileSync(`${root}/.gitignore`, "*.log\nbuild/\n/top\n!keep.log\n");
			mkdirSync(`${root}/a/b`, { recursive: true });
			writeFileSync(`${root}/a/.gitignore`, "!debug.log\nsecret\n");
			mkdirSync(`${root}/build`);
		},
	});

	write(
		fs,
		"x.log",
		"keep.log",
		"top",
		"build/out",
		"a/debug.log",
		"a/x.log",
		"a/b/debug.log",
		"a/b/secret",
		"a/top",
	);

	assert.deepEqual(await takeFinished(fs), ["a/b/debug.log", "a/debug.log", "a/top", "keep.log"]);
});

test(".git and node_modules are left out wherever they are", async (t) => {
	const fs = await startFs(t, { prepare: (root) => mkdirSync(`${root}/.git`) });

	write(
		fs,
		".git/index",
		"node_modules/a/index.js",
		"packages/a/node_modules/b",
		"packages/a/git",
		"a.git/b",
	);

	assert.deepEqual(await takeFinished(fs), ["a.git/b", "packages/a/git"]);
});

test("a .gitignore file that is new or changed counts from then on", async (t) => {
	const fs = await startFs(t, { prepare: (root) => mkdirSync(`${root}/build`) });

	write(fs, "build/1");
	const before = await takeFinished(fs);
	writeFileSync(`${fs.root}/.gitignore`, "build\n");
	await fs.takeEvents();
	write(fs, "build/2", "build/deep/2");
	const ignored = await takeFinished(fs);
	writeFileSync(`${fs.root}/.gitignore`, "build/*\n!build/deep\n");
	await fs.takeEvents();
	// What is read again is read when there is nothing else to do.
	write(fs, "mark");
	await fs.takeEvents();
	write(fs, "build/3", "build/deep/3");
	const partly = await takeFinished(fs);
	rmSync(`${fs.root}/.gitignore`);
	await fs.takeEvents();
	write(fs, "build/4");

	assert.deepEqual(before, ["build/1"]);
	assert.deepEqual(ignored, []);
	assert.deepEqual(partly, ["build/deep/3"]);
	assert.deepEqual(await takeFinished(fs), ["build/4"]);
});

test("what is asked for by name is told of, although Git ignores it", async (t) => {
	const fs = await startFs(t, {
		paths: ["dist/app.js", "logs", "node_modules/x"],
		prepare: (root) => {
			mkdirSync(`${root}/.git`);
			writeFileSync(`${root}/.gitignore`, "dist/\nlogs/\n");
		},
	});

	write(
		fs,
		"dist/app.js",
		"dist/other.js",
		"logs/deep/1",
		"node_modules/x/index.js",
		"node_modules/y/index.js",
	);

	assert.deepEqual(await takeFinished(fs), ["dist/app.js", "logs/deep/1", "node_modules/x/index.js"]);
});

test("the .gitignore files above count as far as the repository goes", async (t) => {
	const fs = await startFs(t, {
		paths: ["repository/src"],
		prepare: (root) => {
			mkdirSync(`${root}/repository/.git`, { recursive: true });
			mkdirSync(`${root}/repository/src`);
			writeFileSync(`${root}/.gitignore`, "*.ts\n");
			writeFileSync(`${root}/repository/.gitignore`, "*.log\n/src/generated\n");
		},
	});

	write(fs, "repository/src/a.log", "repository/src/a.ts", "repository/src/generated/b.ts");

	assert.deepEqual(await takeFinished(fs), ["repository/src/a.ts"]);
});

test("patterns of config.toml are left out, whatever .gitignore files say", async (t) => {
	const fs = await startFs(t, {
		config: { ignore: ["*.tmp", "/cache/"] },
		prepare: (root) => writeFileSync(`${root}/.gitignore`, "!a.tmp\n"),
	});

	write(fs, "a.tmp", "a", "cache/a", "b/cache/a");

	assert.deepEqual(await takeFinished(fs), ["a", "b/cache/a"]);
});

test(".gitignore files can be left alone", async (t) => {
	const fs = await startFs(t, {
		config: { gitignore: false },
		prepare: (root) => writeFileSync(`${root}/.gitignore`, "*.log\n"),
	});

	write(fs, "a.log");

	assert.deepEqual(await takeFinished(fs), ["a.log"]);
});

test("what is renamed to a name that is ignored has gone, and what is renamed from one has come", async (t) => {
	const fs = await startFs(t, { prepare: (root) => writeFileSync(`${root}/.gitignore`, "*.log\nold/\n") });
	write(fs, "a", "b.log", "directory/file");
	await fs.takeEvents();

	renameSync(`${fs.root}/a`, `${fs.root}/a.log`);
	renameSync(`${fs.root}/b.log`, `${fs.root}/b`);
	renameSync(`${fs.root}/directory`, `${fs.root}/old`);
	const gone = await fs.takeNews();
	renameSync(`${fs.root}/old`, `${fs.root}/new`);

	assert.deepEqual(gone, [
		"moved_from a (unfinished)",
		"moved_to b from b.log",
		"moved_from directory/file (unfinished)",
		"moved_from directory/ (unfinished)",
	]);
	assert.deepEqual(await fs.takeNews(), ["moved_to new/ from old", "moved_to new/file from old/file"]);
});

test("a .gitignore that is no file, or too large, is none", async (t) => {
	const fs = await startFs(t, {
		prepare: (root) => {
			for (const name of ["a", "b", "c"]) mkdirSync(`${root}/${name}`);
			mkdirSync(`${root}/a/.gitignore`);
			writeFileSync(`${root}/patterns`, "*\n");
			symlinkSync("../patterns", `${root}/b/.gitignore`);
			writeFileSync(`${root}/c/.gitignore`, "*\n".repeat(600_000));
		},
	});

	write(fs, "a/1", "b/1", "c/1");

	assert.deepEqual(await takeFinished(fs), ["a/1", "b/1", "c/1"]);
});

test("the directories of the daemon itself are not told of, by whatever path", async (t) => {
	const fs = await startFs(t, {
		env: { WAITBUS_STATE_DIR: "" },
		prepare: (root) => {
			mkdirSync(`${root}/waitbus`);
			symlinkSync(".", `${root}/link`);
			process.env["XDG_STATE_HOME"] = root;
		},
	});
	t.after(() => delete process.env["XDG_STATE_HOME"]);

	write(fs, "waitbus/events.db", "a");

	assert.deepEqual(await takeFinished(fs), ["a"]);
});
