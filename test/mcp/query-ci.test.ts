import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURE, SUCCESS, toJob, toRun } from "../sources/github/stand-in-runs.js";
import { startDaemon } from "../support/daemon-process.js";
import { callTool, errorText, openMcpClient } from "../support/mcp-client.js";
import { startPostingGithub } from "../support/posting-github.js";

test("CI is told as it stands: the newest run of a workflow, and each job that failed once", async (t) => {
	const { daemon, post } = await startPostingGithub(t);
	const client = await openMcpClient(t, daemon);
	await post("workflow_run", toRun(7));
	await post("workflow_job", toJob(70, 7, SUCCESS));
	await post("workflow_job", toJob(71, 7, FAILURE));
	await post("workflow_run", toRun(7, FAILURE));

	const { runs } = await callTool(client, "query_ci", { view: "status", repo: "me/app" });
	const { jobs } = await callTool(client, "query_ci", { view: "failed_jobs" });

	const [run, ...olderRuns] = runs as { conclusion: string; repo: string }[];
	assert.equal(run?.conclusion, "failure");
	assert.equal(run?.repo, "me/app");
	assert.deepEqual(olderRuns, []);
	assert.deepEqual(
		(jobs as { job_name: string }[]).map(({ job_name: name }) => name),
		["job-71"],
	);
});

test("the checks of a pull request of which nothing is known are absent", async (t) => {
	const { daemon } = await startPostingGithub(t);
	const client = await openMcpClient(t, daemon);

	const question = { view: "pr_aggregate", repo: "me/app", pr_number: 7 };
	const { report } = await callTool(client, "query_ci", question);

	assert.equal((report as { state: string }).state, "absent");
});

test("a repository that is none, and a pull request without its number, are refused", async (t) => {
	const client = await openMcpClient(t, await startDaemon(t));

	const malformed = await client.callTool({
		name: "query_ci",
		arguments: { view: "status", repo: "app" },
	});
	const incomplete = await client.callTool({
		name: "query_ci",
		arguments: { view: "pr_aggregate", repo: "me/app" },
	});

	assert.match(errorText(malformed), /\[REQUEST_INVALID\]/);
	assert.match(errorText(incomplete), /needs repo and pr_number/);
});
