import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "../sources/github/stand-in-runs.js";
import { startPostingGithub } from "../support/posting-github.js";
import { runCli, startCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const OTHER_SHA = "b".repeat(40);
const LINT = { name: "Lint", workflow_id: 4 };
const REPO = ["--repo", "me/app"] as const;
const COMMIT = ["wait", "--sha", SHA, ...REPO] as const;

const toPull = (sha: string, changes: object = {}) => ({
	id: 70,
	number: 7,
	state: "open",
	head: { sha, ref: "topic" },
	base: { ref: "main" },
	...changes,
});

test("a run that ended before the wait began is answered at once, with its verdict", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_job", toJob(70, 7, FAILURE));
	await post("workflow_run", toRun(7, FAILURE));

	const { code, stdout } = await runCli(COMMIT, daemon);

	assert.equal(code, 1);
	assert.equal(stdout, "commit aaaaaaa of me/app failure: CI failed (job-70 failed)\n");
});

test("a repository whose name is written in another case is the same one", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_run", toRun(7, FAILURE));

	const looking = await runCli(["wait", "--sha", SHA, "--repo", "Me/APP"], daemon);
	const log = await runCli(["tail", "--since", "start", "--no-follow", "--repo", "ME/app", "--json"], daemon);

	assert.equal(looking.code, 1, looking.stderr);
	assert.match(log.stdout, /"event_type":"workflow_run"/);
});

test("nothing has appeared: the wait says so while it waits and when its time is over", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	github.repository("me/app").pulls.set(7, toPull(SHA));
	const wait = startCli(["wait", "--pr", "7", ...REPO, "--timeout", "2s"], daemon);

	const { code, stderr } = await wait.result;

	assert.equal(code, 124);
	assert.match(stderr, /^waitbus: no run has appeared yet for me\/app#7, which is at aaaaaaa$/m);
	assert.match(stderr, /Timed out after 2 s: no run has appeared yet for .*aaaaaaa \[WAIT_TIMED_OUT\]$/m);
});

test("a run that ends meanwhile wakes the wait, which told each transition once", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	github.repository("me/app");
	const wait = startCli(COMMIT, daemon);
	await wait.told(/no run has appeared yet/);

	await post("workflow_run", toRun(7, { status: "queued" }));
	await post("workflow_run", toRun(7));
	await post("workflow_job", toJob(70, 7));
	await post("workflow_job", toJob(71, 7, FAILURE));
	await wait.told(/job-71 failed/);
	await post("workflow_run", toRun(7, FAILURE));

	const { code, stderr } = await wait.result;
	assert.equal(code, 1);
	assert.deepEqual(stderr.split("\n"), [
		"waitbus: waiting for checks of commit aaaaaaa of me/app",
		"waitbus: started github, which runs as long as somebody waits for it",
		"waitbus: no run has appeared yet for commit aaaaaaa of me/app",
		"waitbus: commit aaaaaaa of me/app pending: CI queued",
		"waitbus: commit aaaaaaa of me/app pending: CI in progress",
		"waitbus: commit aaaaaaa of me/app pending: CI: 0 of 1 done",
		"waitbus: commit aaaaaaa of me/app pending: CI: 1 of 2 done, job-71 failed",
		"",
	]);
});

test("one workflow done while another is queued is no success", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_run", toRun(8, { ...LINT, status: "queued" }));
	await post("workflow_run", toRun(7, SUCCESS));
	const wait = startCli(COMMIT, daemon);

	await wait.told(/pending: Lint queued; 1 passed$/m);
	await post("workflow_run", toRun(8, { ...LINT, ...SUCCESS }));

	const { code, stdout } = await wait.result;
	assert.deepEqual([code, stdout], [0, "commit aaaaaaa of me/app success: 2 passed\n"]);
});

test("a re-run that started after a failure is waited for", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_run", toRun(7, FAILURE));
	await post("workflow_run", toRun(7, { run_attempt: 2, status: "queued" }));
	const wait = startCli(["wait", "--run", "7", ...REPO], daemon);
	await wait.told(/^waitbus: run 7 of me\/app pending: CI queued$/m);

	await post("workflow_run", toRun(7, { run_attempt: 2, ...SUCCESS }));

	assert.equal((await wait.result).code, 0);
});

test("a commit whose runs were all skipped has passed, and says that they were", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	const skipped = { status: "completed", conclusion: "skipped" };
	await post("workflow_job", toJob(70, 7, skipped));
	await post("workflow_run", toRun(7, skipped));

	const { code, stdout } = await runCli(COMMIT, daemon);

	assert.deepEqual([code, stdout], [0, "commit aaaaaaa of me/app success: 1 skipped\n"]);
});

test("a branch that moves on takes the wait along", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_run", toRun(7));
	const wait = startCli(["wait", "--branch", "main", ...REPO], daemon);
	await wait.told(/pending: CI in progress/);

	await post("push", {}, { ref: "refs/heads/main", after: OTHER_SHA });
	await wait.told(/no run has appeared yet for branch main of me\/app, which is at bbbbbbb/);
	await post("workflow_run", toRun(7, FAILURE));
	await post("workflow_run", toRun(8, { head_sha: OTHER_SHA, ...SUCCESS }));

	const { code, stdout } = await wait.result;
	assert.deepEqual([code, stdout], [0, "branch main of me/app success: 1 passed\n"]);
});

test("a wait goes on across a restart of the daemon, and hears what ended meanwhile", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	github.repository("me/app").pulls.set(7, toPull(SHA));
	await post("pull_request", toPull(SHA), { action: "opened", number: 7 });
	const wait = startCli(["wait", "--pr", "7", ...REPO, "--unless", "ops:stop=true"], daemon);
	await wait.told(/no run has appeared yet for me\/app#7, which is at aaaaaaa/);

	await daemon.kill9();
	await daemon.restart();
	await post("workflow_run", toRun(7, SUCCESS));

	const { code, stdout, stderr } = await wait.result;
	assert.equal(code, 0, stderr);
	assert.equal(stdout, "me/app#7 success: 1 passed\n");
	assert.equal(stderr.match(/no run has appeared yet for me\/app#7, /g)?.length, 1);
});

test("what ends the wait otherwise ends it with failure", async (t) => {
	const { daemon } = await startPostingGithub(t);
	const wait = startCli(["wait", "--pr", "7", ...REPO, "--unless", "ops:stop=true"], daemon);
	await wait.told(/no run has appeared/);

	await runCli(["emit", "--source", "ops", "--event-type", "told", "-f", "stop=true"], daemon);

	const { code, stderr } = await wait.result;
	assert.equal(code, 1);
	assert.match(stderr, /this ended the wait \(--unless\)/);
});

test("the repository is the origin of the checkout around, and where there is none it says so", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	await post("workflow_run", toRun(7, SUCCESS));
	const cwd = makeTemporaryDirectory(t);

	const without = await runCli(["wait", "--sha", SHA], { env: daemon.env, cwd });
	execFileSync("git", ["-C", cwd, "init", "-q"]);
	execFileSync("git", ["-C", cwd, "remote", "add", "origin", "git@work:me/app.git"]);
	const within = await runCli(["wait", "--sha", SHA], { env: daemon.env, cwd });
	const foreign = await runCli(["wait", "--sha", SHA, "--repo", "gitlab.com/me/app"], daemon);

	assert.equal(without.code, 2);
	assert.match(
		without.stderr,
		/^waitbus: Cannot tell which repository is meant: .*\n {2}hint: Name it: --repo/,
	);
	assert.equal(within.code, 0, within.stderr);
	assert.equal(foreign.code, 2);
	assert.match(foreign.stderr, /"gitlab.com\/me\/app" is not on 127\.0\.0\.1 \[REQUEST_INVALID\]/);
});

test("why tells how the subject of a wait stands, also of one that is only proposed", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	const wait = startCli(COMMIT, daemon);
	await wait.told(/no run has appeared/);

	const going = await runCli(["why"], daemon);
	await post("workflow_run", toRun(8));
	const proposed = await runCli(["why", "--run", "8", ...REPO], daemon);

	assert.match(going.stdout, /checks of commit aaaaaaa of me\/app\n {2}no .*\n +no run has appeared yet/);
	assert.match(proposed.stdout, /^a wait for checks of run 8 of me\/app\n.*\n +run 8 of me\/app pending/);
	wait.kill();
	await wait.result;
});
