import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { startGithubStandIn } from "../support/github-stand-in.js";
import { runCli, startCli } from "../support/run-cli.js";

const CONFIG = `
[webhooks]
port = 0
[docker]
host = "unix:///nowhere/docker.sock"
[hooks.deploys]
auth = "bearer"
[hooks.builds]
auth = "bearer"
source = "jenkins"
`;

for (const name of ["github", "alertmanager", "docker", "fs", "hooks.deploys"]) {
	test(`waitbus source test ${name} says how long an event of it took`, async (t) => {
		const { env } = await startDaemon(t, { config: CONFIG });

		const { code, stdout, stderr } = await runCli(["source", "test", name], { env });

		assert.equal(code, 0, stderr);
		assert.match(stdout, /: received after [\d.]+ ms\n$/);
	});
}

test("waitbus source list shows each source, how it is, and why it is not up", async (t) => {
	const daemon = await startWithSecret(t);

	const lines = await list(daemon);

	assert.deepEqual(
		lines.map((line) => line.replace(/:\d+\//, ":PORT/")),
		[
			"github         off          nobody waits for it, and its webhook has no secret (waitbus secret set github-webhook-secret)",
			"alertmanager   off          its webhook has no secret (waitbus secret set alertmanager-secret)",
			"docker         off          nobody waits for it",
			"fs             off          nobody waits for it",
			"hooks.deploys  up           http://127.0.0.1:PORT/hooks/deploys",
			"hooks.builds   off          its webhook has no secret (waitbus secret set hooks.builds)",
		],
	);
});

test("waitbus source list says that a source which somebody waits for cannot run here", async (t) => {
	const daemon = await startDaemon(t, { config: CONFIG });

	const wait = startCli(["wait", "--source", "docker"], daemon);
	await wait.armed();
	const line = (await list(daemon)).find((each) => each.startsWith("docker"));
	wait.kill();
	await wait.result;

	assert.match(line ?? "", /^docker +unavailable +\S.*nowhere.*\(.+\)$/);
});

test("waitbus source list tells the last event, whoever emitted it, also after a restart", async (t) => {
	const daemon = await startDaemon(t, { config: CONFIG });
	await runCli(["source", "test", "hooks.builds"], daemon);
	await daemon.stop();
	await daemon.restart();

	const { stdout } = await runCli(["source", "list", "--json"], daemon);

	const reports = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as { name: string; source: string; last_event_at: string | null });
	const builds = reports.find(({ name }) => name === "hooks.builds");
	assert.equal(builds?.source, "jenkins");
	assert.ok(Date.parse(builds.last_event_at ?? "") > Date.now() - 60_000);
	assert.equal(reports.find(({ name }) => name === "hooks.deploys")?.last_event_at, null);
});

test("an error stays visible when the source is well again", async (t) => {
	const github = await startGithubStandIn(t);
	github.repository("me/app");
	github.mischief.push({ status: 401, body: '{"message":"Bad credentials"}' });
	const daemon = await startDaemon(t, {
		config: `[github]\napi_url = "${github.url}"\nrepos = ["me/app"]\n`,
		env: { GITHUB_TOKEN: "wrong", PATH: process.env["PATH"] ?? "" },
	});
	const isWell = async (): Promise<boolean> => (await show(daemon)).state === "up";

	while ((await show(daemon)).last_error === null || !(await isWell()));

	const { problem, last_error: error } = await show(daemon);
	assert.equal(problem, null);
	assert.match(error ?? "", /401|credentials|token/i);
});

test("waitbus source show says what its events hold", async (t) => {
	const { env } = await startDaemon(t, { config: CONFIG });

	const { stdout } = await runCli(["source", "show", "docker"], { env });
	const json = await runCli(["source", "show", "docker", "--json"], { env });

	assert.match(stdout, /^source +docker\nhears +Docker: .*\nstate +off: nobody waits for it\n/);
	assert.match(stdout, /^event types +docker_container$/m);
	assert.match(stdout, /^fields +action +start, die or health_status\n {13}\w+ +\S/m);
	const { fields, state } = JSON.parse(json.stdout) as { fields: { name: string }[]; state: string };
	assert.ok(fields.some(({ name }) => name === "exit_code"));
	assert.equal(state, "off");
});

test("a test of a source that cannot hear anything says that it went all the way, and that", async (t) => {
	const { env } = await startDaemon(t);

	const { code, stderr } = await runCli(["source", "test", "alertmanager"], { env });

	assert.equal(code, 0);
	assert.equal(
		stderr,
		"waitbus: the source itself is off: its webhook has no secret (waitbus secret set alertmanager-secret)\n",
	);
});

test("show and test of a source that there is not name the one that was meant", async (t) => {
	const { env } = await startDaemon(t);

	const shown = await runCli(["source", "show", "gihtub"], { env });
	const tested = await runCli(["source", "test", "gihtub"], { env });

	assert.deepEqual([shown.code, tested.code], [2, 2]);
	assert.match(
		shown.stderr,
		/no such source; did you mean github\? \[USAGE\]\n {2}hint: waitbus source show github\n$/,
	);
	assert.match(
		tested.stderr,
		/there is no such source \[REQUEST_INVALID\]\n {2}hint: waitbus source list\n$/,
	);
});

test("waitbus status has a line for each source", async (t) => {
	const daemon = await startWithSecret(t);

	const { stdout } = await runCli(["status"], daemon);

	assert.match(stdout, /^source +docker off: nobody waits for it$/m);
	assert.match(stdout, /^source +hooks\.deploys up$/m);
});

async function startWithSecret(t: TestContext): Promise<DaemonProcess> {
	const daemon = await startDaemon(t, { config: CONFIG });
	await runCli(["secret", "set", "hooks.deploys"], { env: daemon.env, input: "s3cret\n" });
	return daemon;
}

async function list({ env }: DaemonProcess): Promise<readonly string[]> {
	const { stdout } = await runCli(["source", "list"], { env });
	return stdout.trimEnd().split("\n");
}

async function show({ env }: DaemonProcess) {
	const { stdout } = await runCli(["source", "show", "github", "--json"], { env });
	return JSON.parse(stdout) as { state: string; problem: string | null; last_error: string | null };
}
