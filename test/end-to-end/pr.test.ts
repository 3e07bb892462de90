import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURE, SHA, SUCCESS, toRun } from "../sources/github/stand-in-runs.js";
import { startDaemon } from "../support/daemon-process.js";
import { startPostingGithub } from "../support/posting-github.js";
import { runCli, startCli } from "../support/run-cli.js";

const OTHER_SHA = "b".repeat(40);
const REPO = ["--repo", "me/app"] as const;

function toPull(number: number, sha: string) {
	return {
		id: 60 + number,
		number,
		state: "open",
		head: { sha, ref: `topic-${number}` },
		base: { ref: "main" },
	};
}

test("two pull requests are watched to their verdicts, with each transition as it happens", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	const { pulls } = github.repository("me/app");
	pulls.set(7, toPull(7, SHA));
	pulls.set(9, toPull(9, OTHER_SHA));
	const watching = startCli(["pr", "7", "#9", "7", ...REPO], daemon);
	await watching.wrote(
		/(?=[^]*for me\/app#7, which is at aaaaaaa\n)(?=[^]*for me\/app#9, which is at bbbbbbb\n)/,
	);

	await post("workflow_run", toRun(7, SUCCESS));
	await watching.wrote(/me\/app#7 success/);
	await post("workflow_run", toRun(8, { head_sha: OTHER_SHA }));
	await watching.wrote(/me\/app#9 pending/);
	await post("workflow_run", toRun(8, { head_sha: OTHER_SHA, ...FAILURE }));

	const { code, stdout } = await watching.result;
	assert.equal(code, 1);
	assert.match(stdout, /me\/app#9 failure: CI failed\n$/);
	assert.equal(stdout.match(/#7 success/g)?.length, 1);
});

test("with --json each transition is an object with the results of its checks", async (t) => {
	const { daemon, github, post } = await startPostingGithub(t);
	github.repository("me/app").pulls.set(7, toPull(7, SHA));
	await post("workflow_run", toRun(7, SUCCESS));

	const { code, stdout } = await runCli(["pr", "7", ...REPO, "--json"], daemon);

	const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
	assert.equal(code, 0);
	assert.deepEqual([last["kind"], last["pr"], last["state"]], ["checks", 7, "success"]);
});

for (const [args, complaint] of [
	[["pr"], /the number of a pull request is wanted/],
	[["pr", "seven", ...REPO], /not the number of a pull request/],
	[["pr", "7", ...REPO, "--checks", "some"], /all or required is wanted/],
] as const) {
	test(`waitbus ${args.join(" ")} says what is wrong`, async (t) => {
		const daemon = await startDaemon(t);

		const { code, stderr } = await runCli(args, daemon);

		assert.equal(code, 2);
		assert.match(stderr, complaint);
	});
}
