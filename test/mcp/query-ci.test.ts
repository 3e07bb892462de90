import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventDraft } from "../../src/event/event.js";
import { FAILURE, SUCCESS, toJob, toRun } from "../sources/github/stand-in-runs.js";
import { startDaemon } from "../support/daemon-process.js";
import { callTool, errorText, openMcpClient } from "../support/mcp-client.js";
import { connectTo } from "../support/open-bus.js";
import { startPostingGithub } from "../support/posting-github.js";

function toFailedJob(id: number): EventDraft {
	const fields = { job_id: id, job_name: `job ${id} ${"x".repeat(400)}`, conclusion: "failure" };
	return { source: "github", event_type: "workflow_job", owner: "me", repo: "app", fields };
}

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

test("what was said long ago is found, and pages hold every row once", async (t) => {
	const daemon = await startDaemon(t);
	const client = await openMcpClient(t, daemon);
	const bus = connectTo(t, daemon);
	const newestLast = Array.from({ length: 120 }, (_, n) => toFailedJob(n));
	await bus.emitBatch([...newestLast, ...Array.from({ length: 6_000 }, () => toFailedJob(120))]);

	const pages: { job_id: number }[][] = [];
	let cursor: unknown = null;
	do {
		const page = await callTool(client, "query_ci", { view: "failed_jobs", limit: 100, cursor });
		assert.ok(JSON.stringify(page).length < 32_000);
		pages.push(page["jobs"] as { job_id: number }[]);
		cursor = page["next_cursor"];
	} while (cursor !== null);

	assert.ok(pages.length > 2);
	assert.deepEqual(
		pages.flat().map(({ job_id: id }) => id),
		Array.from({ length: 121 }, (_, n) => 120 - n),
	);
});

test("a repository is found in either case, or with all of its owner", async (t) => {
	const daemon = await startDaemon(t);
	const client = await openMcpClient(t, daemon);
	const toWorkflow = (owner: string, repo: string): EventDraft => ({
		source: "github",
		event_type: "workflow_run",
		owner,
		repo,
		fields: { workflow_name: "ci" },
	});
	const drafts = [toWorkflow("Me", "App"), toWorkflow("me", "lib"), toWorkflow("meme", "app")];
	await connectTo(t, daemon).emitBatch(drafts);

	const one = await callTool(client, "query_ci", { view: "status", repo: "me/app" });
	const owned = await callTool(client, "query_ci", { view: "status", repo: "me/*" });

	const names = (rows: unknown): string[] => (rows as { repo: string }[]).map(({ repo }) => repo);
	assert.deepEqual(names(one["runs"]), ["Me/App"]);
	assert.deepEqual(names(owned["runs"]), ["me/lib", "Me/App"]);
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
