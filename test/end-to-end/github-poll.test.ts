import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { FAILURE, SHA, toRun } from "../sources/github/stand-in-runs.js";
import { startDaemon } from "../support/daemon-process.js";
import { startGithubStandIn } from "../support/github-stand-in.js";
import { runCli, startCli } from "../support/run-cli.js";

const WAIT = ["wait", "--repo", "me/app", "--sha", SHA] as const;

test("a wait for a commit of a repository has it polled, and hears a run that ended before", async (t) => {
	const { daemon } = await startWithGithub(t, []);

	const { code, stderr } = await runCli(WAIT, { env: daemon.env });

	assert.equal(code, 1, stderr);
	assert.equal((await statusOf(daemon.env))[0], "github up null");
});

test("nothing is asked of GitHub while nobody waits", async (t) => {
	const { daemon, github } = await startWithGithub(t, []);

	const wait = startCli(["wait", "--source", "docker", "--repo", "me/app"], { env: daemon.env });
	await wait.armed();

	assert.deepEqual(await statusOf(daemon.env), [
		"github off nobody waits for it, and its webhook has no secret",
	]);
	assert.equal(github.requests.length, 0);
	wait.kill();
	await wait.result;
});

test("a configured repository is polled although nobody waits", async (t) => {
	const { daemon } = await startWithGithub(t, ["me/app"]);

	const { code } = await runCli(["wait", "--source", "github", "--since", "start", "--match", "run_id=7"], {
		env: daemon.env,
	});

	assert.equal(code, 1);
});

test("SIGTERM ends a daemon that polls, within its second", async (t) => {
	const { daemon, github } = await startWithGithub(t, []);
	github.mischief.push("hang");
	const wait = startCli([...WAIT, "--timeout", "1m"], { env: daemon.env });
	await wait.armed();

	const { code } = await daemon.stop();

	assert.equal(code, 0);
	wait.kill();
	await wait.result;
});

async function startWithGithub(t: TestContext, repos: readonly string[]) {
	const github = await startGithubStandIn(t);
	github.repository("me/app").runs = [toRun(7, { ...FAILURE, updated_at: new Date().toISOString() })];
	const daemon = await startDaemon(t, {
		config: `[github]\napi_url = "${github.url}"\nrepos = ${JSON.stringify(repos)}\n`,
		env: { GITHUB_TOKEN: "token-of-the-test" },
	});
	return { github, daemon };
}

interface Status {
	readonly source_states: readonly {
		readonly name: string;
		readonly state: string;
		readonly problem: string | null;
	}[];
}

async function statusOf(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
	const { stdout } = await runCli(["status", "--json"], { env });
	const { source_states: sources } = JSON.parse(stdout) as Status;
	return sources
		.filter(({ name }) => name === "github")
		.map(({ name, state, problem }) => `${name} ${state} ${problem}`);
}
