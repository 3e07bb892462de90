import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "../sources/github/stand-in-runs.js";
import { startPostingGithub } from "../support/posting-github.js";
import { runCli, startCli } from "../support/run-cli.js";

const OTHER_SHA = "b".repeat(40);
const REPO = ["--repo", "me/app"] as const;
const PR = ["wait", "--pr", "7", ...REPO] as const;
const LINT = { name: "Lint", workflow_id: 4 };

const toPull = (sha: string, updatedAt: string) => ({
	id: 70,
	number: 7,
	state: "open",
	updated_at: updatedAt,
	head: { sha, ref: "topic" },
	base: { ref: "main" },
});

test("a run that had ended is no success while the same look finds another one that has not", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	const repository = github.repository("me/app");
	repository.runs = [toRun(8, LINT), toRun(7, SUCCESS)];
	const wait = startCli(["wait", "--sha", SHA, ...REPO], daemon);
	await wait.told(/pending: Lint in progress; 1 passed/);

	repository.runs = [toRun(8, { ...LINT, ...FAILURE }), toRun(7, SUCCESS)];

	const { code, stdout } = await wait.result;
	assert.deepEqual([code, stdout], [1, "commit aaaaaaa of me/app failure: Lint failed; 1 passed\n"]);
});

test("a pull request that was pushed to a moment ago does not show the success of the commit before", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	const repository = github.repository("me/app");
	await post("pull_request", toPull(SHA, "2026-01-01T00:00:00Z"), { action: "opened", number: 7 });
	await post("workflow_run", toRun(7, { ...SUCCESS, pull_requests: [{ number: 7 }] }));
	repository.pulls.set(7, toPull(OTHER_SHA, "2026-01-01T00:05:00Z"));
	const wait = startCli(PR, daemon);

	await wait.told(/no run has appeared yet for me\/app#7, which is at bbbbbbb/);
	repository.runs = [toRun(8, { head_sha: OTHER_SHA, ...FAILURE })];

	const { code, stdout } = await wait.result;
	assert.deepEqual([code, stdout], [1, "me/app#7 failure: CI failed\n"]);
});

test("what the poll told before is asked again, because a re-run may have begun since", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	const repository = github.repository("me/app");
	repository.runs = [toRun(7, FAILURE)];
	const before = await runCli(["wait", "--run", "7", ...REPO], daemon);
	repository.runs = [toRun(7, { run_attempt: 2, ...SUCCESS })];

	const after = await runCli(["wait", "--run", "7", ...REPO], daemon);

	assert.deepEqual([before.code, after.code], [1, 0]);
});

test("as long as GitHub cannot be asked, what the poll told before is no answer", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	github.repository("me/app").runs = [toRun(7, SUCCESS)];
	await runCli(["wait", "--run", "7", ...REPO], daemon);
	github.mischief.push({ status: 401 });
	const wait = startCli(["wait", "--run", "7", ...REPO], daemon);

	await wait.told(/run 7 of me\/app success: 1 passed \(.*GitHub answered 401\)/);

	assert.equal((await wait.result).code, 0);
});

test("what GitHub does not have is said", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	github.repository("me/app");

	const { code, stderr } = await runCli([...PR, "--timeout", "2s"], daemon);

	assert.equal(code, 124);
	assert.match(stderr, /^waitbus: no run .* me\/app#7 \(GitHub knows no pull request 7 of me\/app\)$/m);
});

test("required checks are those that GitHub requires, and no others", async (t) => {
	const { daemon, github } = await startPostingGithub(t);
	const repository = github.repository("me/app");
	const rule = { required_status_checks: [{ context: "test" }] };
	repository.pulls.set(7, toPull(SHA, "2026-01-01T00:00:00Z"));
	repository.branches.set("main", { commit: { sha: OTHER_SHA } });
	repository.rules.set("main", [{ type: "required_status_checks", parameters: rule }]);
	repository.runs = [toRun(7, FAILURE)];
	repository.jobs.set(7, [toJob(70, 7, { name: "test", ...SUCCESS }), toJob(71, 7, FAILURE)]);

	const required = await runCli([...PR, "--checks", "required", "--json"], daemon);
	const all = await runCli([...PR, "--checks", "all"], daemon);

	assert.equal(required.code, 0, required.stderr);
	const { state, required: names } = JSON.parse(required.stdout) as { state: string; required: string[] };
	assert.deepEqual([state, names], ["success", ["test"]]);
	assert.equal(all.code, 1);
});

test("when it cannot be known which checks are required, the wait says so instead of guessing", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	await post("pull_request", toPull(SHA, "2026-01-01T00:00:00Z"), { action: "opened", number: 7 });
	await post("workflow_run", toRun(7, SUCCESS));
	const unknown = await runCli([...PR, "--checks", "required"], daemon);
	const repository = github.repository("me/app");
	repository.pulls.set(7, toPull(SHA, "2026-01-01T00:00:00Z"));
	repository.branches.set("main", { commit: { sha: OTHER_SHA } });

	const none = await runCli([...PR, "--checks", "required"], daemon);

	assert.equal(unknown.code, 125);
	assert.match(
		unknown.stderr,
		/Cannot tell which checks me\/app#7 requires: .*such repository.*\[SOURCE_FAILED\]/,
	);
	assert.match(
		unknown.stderr,
		/hint: Name them in config.toml, below \[github.required\]: "me\/app" = \["test"\]/,
	);
	assert.equal(none.code, 2);
	assert.match(
		none.stderr,
		/me\/app#7: none is required \[REQUEST_INVALID\]\n {2}hint: Wait for all: --checks all/,
	);
});

test("config.toml may say which checks are required", async (t) => {
	const { daemon, post } = await startPostingGithub(t, '[github.required]\n"me/app" = ["test"]\n');
	await post("workflow_job", toJob(70, 7, { name: "test", ...SUCCESS }));
	await post("workflow_job", toJob(71, 7, FAILURE));

	const { code, stderr } = await runCli(["wait", "--sha", SHA, "--checks", "required", ...REPO], daemon);

	assert.equal(code, 0, stderr);
});
