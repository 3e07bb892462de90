import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { BusEvent } from "../../src/event/event.js";
import { startDaemon } from "../support/daemon-process.js";
import { countWatches } from "../support/inotify-watches.js";
import { runCli, startCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("a wait for a path, relative and not there yet, ends when the file is whole", async (t) => {
	const { env } = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);

	const wait = startCli(["wait", "--path", "dist/app.js", "--json"], { env, cwd });
	await wait.armed();
	mkdirSync(`${cwd}/dist`);
	writeFileSync(`${cwd}/dist/app.js.part`, "whole");
	renameSync(`${cwd}/dist/app.js.part`, `${cwd}/dist/app.js`);
	const { code, stdout, stderr } = await wait.result;

	assert.equal(code, 0, stderr);
	const { fields } = JSON.parse(stdout) as { fields: Record<string, unknown> };
	assert.equal(fields["path"], `${cwd}/dist/app.js`);
	assert.equal(fields["size"], 5);
});

test("a wait for a directory ends with the first file that is finished in it", async (t) => {
	const { env } = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);

	const wait = startCli(["wait", "--path", ".", "--match", "name^=report"], { env, cwd });
	await wait.armed();
	mkdirSync(`${cwd}/a/b`, { recursive: true });
	writeFileSync(`${cwd}/a/b/other`, "");
	writeFileSync(`${cwd}/a/b/report.html`, "<p>");
	const { code, stdout } = await wait.result;

	assert.equal(code, 0);
	assert.equal(stdout, `${cwd}/a/b/report.html was written, 3 bytes\n`);
});

test("a wait for something else that happens to a path ends with that", async (t) => {
	const { env } = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);
	writeFileSync(`${cwd}/lock`, "");

	const wait = startCli(["wait", "--path", "lock", "--match", "action=delete"], { env, cwd });
	await wait.armed();
	writeFileSync(`${cwd}/lock`, "");
	rmSync(`${cwd}/lock`);

	assert.equal((await wait.result).stdout, `${cwd}/lock was deleted\n`);
});

test("one wait hears of tests, a container and a file", async (t) => {
	const { env } = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);
	const clauses = ["tests:conclusion=success", "container:exit_code=0", `fs:finished=${cwd}/report`];

	const wait = startCli(["wait", ...clauses.flatMap((clause) => ["--all-of", clause])], { env });
	await wait.armed();
	writeFileSync(`${cwd}/report`, "");
	await runCli(["emit", "-s", "tests", "-t", "session", "--conclusion", "success"], { env });
	await runCli(["emit", "-s", "container", "-t", "exit", "--field", "exit_code=0"], { env });

	assert.equal((await wait.result).code, 0);
});

test("ten waits for one path have it watched once, and when the last has gone nothing is", async (t) => {
	const { env, pid } = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);
	const args = ["wait", "--path", "file"];
	const before = countWatches(pid);

	const first = startCli(args, { env, cwd });
	await first.armed();
	const alone = countWatches(pid);
	const others = Array.from({ length: 9 }, () => startCli(args, { env, cwd }));
	await Promise.all(others.map((wait) => wait.armed()));
	const together = countWatches(pid);
	writeFileSync(`${cwd}/file`, "");
	const results = await Promise.all([first, ...others].map(({ result }) => result));
	// The daemon has answered this when it has heard that they are gone.
	await runCli(["status"], { env });

	assert.equal(together, alone);
	assert.deepEqual(
		results.map(({ code }) => code),
		Array.from({ length: 10 }, () => 0),
	);
	assert.deepEqual([alone > before, countWatches(pid)], [true, before]);
});

test("what config.toml names is watched although nobody waits, also in a tree that is a repository", async (t) => {
	const tree = makeTemporaryDirectory(t);
	execFileSync("git", ["init", "--quiet", tree]);
	writeFileSync(`${tree}/.gitignore`, "*.log\n");
	const { env } = await startDaemon(t, { config: `[fs]\npaths = ["${tree}"]\nignore = ["*.tmp"]\n` });

	const wait = startCli(["wait", "--source", "fs", "--match", "name=last", "--event-type", "fs_change"], {
		env,
	});
	await wait.armed();
	for (const name of ["a.log", "a.tmp", ".git/index.lock", "a", "last"]) writeFileSync(`${tree}/${name}`, "");
	await wait.result;

	assert.deepEqual(await takeNames(env), ["a", "a", "last"]);
});

test("the directories of the daemon are no loop, even when they are in what is watched", async (t) => {
	const base = makeTemporaryDirectory(t);
	const state = `${base}/state`;
	const { env } = await startDaemon(t, {
		env: { WAITBUS_STATE_DIR: state },
		config: `[fs]\npaths = ["${base}"]\n`,
	});

	const wait = startCli(["wait", "--source", "fs", "--match", "name=last"], { env });
	await wait.armed();
	for (const path of [`${state}/mine`, `${base}/last`]) writeFileSync(path, "");
	await wait.result;

	assert.deepEqual(await takeNames(env), ["last"]);
});

/** Of all that was told of so far, up to what is told of the last one first. */
async function takeNames(env: NodeJS.ProcessEnv): Promise<readonly unknown[]> {
	const { stdout } = await runCli(["tail", "--since", "start", "--no-follow", "--source", "fs", "--json"], {
		env,
	});
	const events = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as BusEvent);
	const names = events.map(({ fields }) => fields["name"]);
	return names.slice(0, names.indexOf("last") + 1);
}
