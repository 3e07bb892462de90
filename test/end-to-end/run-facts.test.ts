import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { runCli } from "../support/run-cli.js";
import { lastFields } from "../support/stored-events.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

test("in a git checkout the commit and the branch are told, as git itself names them", async (t) => {
	const bus = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);
	const git = (...args: string[]): string =>
		execFileSync("git", ["-C", cwd, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
			encoding: "utf8",
		}).trim();
	git("init", "-q", "-b", "topic/one");
	git("commit", "-q", "--allow-empty", "-m", "first");

	const told: unknown[] = [];
	for (const prepare of [["status"], ["pack-refs", "--all"], ["checkout", "-q", "--detach"]]) {
		git(...prepare);
		await runCli(["run", "--", "true"], { env: bus.env, cwd });
		const { head_sha, head_branch } = await lastFields(bus);
		told.push([head_sha, head_branch]);
	}

	const sha = git("rev-parse", "HEAD");
	assert.deepEqual(told, [
		[sha, "topic/one"],
		[sha, "topic/one"],
		[sha, undefined],
	]);
});

test("a worktree has a branch of its own", async (t) => {
	const bus = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);
	const git = (...args: string[]): string =>
		execFileSync("git", ["-C", cwd, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
			encoding: "utf8",
		}).trim();
	git("init", "-q", "-b", "main");
	git("commit", "-q", "--allow-empty", "-m", "first");
	git("worktree", "add", "-q", "-b", "side", "tree");

	await runCli(["run", "--", "true"], { env: bus.env, cwd: join(cwd, "tree") });

	const { head_sha, head_branch } = await lastFields(bus);
	assert.deepEqual([head_sha, head_branch], [git("rev-parse", "HEAD"), "side"]);
});

test("the last lines are kept, no more than were asked for, and nothing that acts on a terminal", async (t) => {
	const bus = await startDaemon(t);

	await runCli(
		[
			"run",
			"--tail-lines",
			"3",
			"--",
			"sh",
			"-c",
			String.raw`seq 1 1000; printf '10%%\r100%%\r\n\033[31mred\033[0m\007 caf\303\251\nlast'`,
		],
		bus,
	);

	assert.equal((await lastFields(bus))["output_tail"], "100%\nred café\nlast");
});

test("a line without an end is kept in bounded size", async (t) => {
	const bus = await startDaemon(t);

	await runCli(["run", "--", "sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo END"], bus);

	assert.match(String((await lastFields(bus))["output_tail"]), /^x{1,4096}END$/);
});

test("with --tail-lines 0 the output is the command's own, and nothing of it is kept", async (t) => {
	const bus = await startDaemon(t);

	const { stdout } = await runCli(["run", "--tail-lines", "0", "--", "echo", "secret"], bus);

	assert.equal(stdout, "secret\n");
	assert.equal("output_tail" in (await lastFields(bus)), false);
});

test("a command line of a million characters is cut in the event, not in the command", async (t) => {
	const bus = await startDaemon(t);
	const words = Array.from({ length: 10_000 }, () => "x".repeat(99));

	const { stdout } = await runCli(["run", "--", "sh", "-c", 'echo "$#"', "sh", ...words], bus);

	const { argv, command } = await lastFields(bus);
	assert.equal(stdout, "10000\n");
	assert.equal((argv as string[]).length, 256);
	assert.equal(String(command).length, 4_096);
});

test("a command whose directory is gone still runs", async (t) => {
	const bus = await startDaemon(t);
	const script = 'mkdir "$1" && cd "$1" && rmdir "$1" && shift && exec "$@"';
	const gone = join(makeTemporaryDirectory(t), "gone");

	const output = execFileSync(
		"sh",
		["-c", script, "sh", gone, process.execPath, PROGRAM, "run", "--", "echo", "ran"],
		{ env: bus.env, encoding: "utf8" },
	);

	assert.equal(output, "ran\n");
	assert.equal("cwd" in (await lastFields(bus)), false);
});
