/** What the Python predecessor got wrong about CI, as its users saw it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "../sources/github/stand-in-runs.js";
import { startPostingGithub } from "../support/posting-github.js";
import { runCli } from "../support/run-cli.js";

test("D10: a re-run that ends as before is told, and a run that a webhook told is not told by the poll again", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	const [first, second] = [toRun(7, FAILURE), toRun(7, { ...FAILURE, run_attempt: 2 })];
	await post("workflow_run", first);
	await post("workflow_run", first);
	await post("workflow_run", second);
	github.repository("me/app").runs = [second];

	const wait = await runCli(["wait", "--sha", SHA, "--repo", "me/app"], daemon);
	const { stdout } = await runCli(
		["tail", "-s", "github", "-t", "workflow_run", "--since", "start", "--no-follow", "--json"],
		daemon,
	);

	const attempts = stdout
		.trim()
		.split("\n")
		.map((line) => (JSON.parse(line) as { fields: { run_attempt: number } }).fields.run_attempt);
	assert.equal(wait.code, 1);
	assert.deepEqual(attempts, [1, 2]);
});

test("D20: a job that was skipped keeps no pull request pending", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	const head = { sha: SHA, ref: "topic" };
	github.repository("me/app").pulls.set(7, { id: 70, number: 7, state: "open", head, base: { ref: "main" } });
	await post("workflow_job", toJob(70, 7, { status: "completed", conclusion: "skipped" }));
	await post("workflow_job", toJob(71, 7, SUCCESS));
	await post("workflow_run", toRun(7, SUCCESS));

	const { code, stdout } = await runCli(["pr", "7", "--repo", "me/app"], daemon);

	assert.equal(code, 0);
	assert.match(stdout, /me\/app#7 success/);
});
