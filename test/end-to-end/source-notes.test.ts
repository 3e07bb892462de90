import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { startGithubStandIn } from "../support/github-stand-in.js";
import { HttpStream } from "../support/http-stream.js";
import { connectTo } from "../support/open-bus.js";
import { RawClient } from "../support/raw-client.js";
import { runCli, startCli } from "../support/run-cli.js";

const HOOKS = `
[webhooks]
port = 0
[hooks.deploys]
auth = "bearer"
[hooks.builds]
auth = "bearer"
source = "jenkins"
`;

const NOTES: readonly (readonly [string, string])[] = [
	["githubb", "no event has ever had source=githubb; did you mean github?"],
	[
		"github",
		"github cannot deliver: no repository is named to poll, and its webhook has no secret " +
			"(add --repo OWNER/REPO, or waitbus secret set github-webhook-secret)",
	],
	[
		"alertmanager",
		"alertmanager cannot deliver: its webhook has no secret (waitbus secret set alertmanager-secret)",
	],
	["deploys", "deploys cannot deliver: its webhook has no secret (waitbus secret set hooks.deploys)"],
	["hooks.builds", "events of hooks.builds have the source jenkins"],
	["hooks.nope", "config.toml has no [hooks.nope]"],
];

test("a wait for what can never come says so in one line, and goes on", async (t) => {
	const daemon = await startDaemon(t, { config: HOOKS });

	for (const [source, note] of NOTES) {
		const waiting = startCli(["wait", "--source", source], { env: daemon.env });
		await waiting.told(/\n.*\n/);
		waiting.kill();
		const { stderr } = await waiting.result;
		assert.equal(stderr, `waitbus: waiting for source=${source}\nwaitbus: ${note}\n`);
	}
});

for (const verb of [
	["wait", "--source", "alertmanager", "--strict"],
	["on", "--source", "alertmanager", "--strict", "--", "false"],
	["tail", "--source", "alertmanager", "--strict"],
	["wait", "--all-of", "ci:x=1", "--all-of", "alertmanager:status=firing", "--strict"],
])
	test(`waitbus ${verb.join(" ")} ends with 125 and the next command`, async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon, "ci");

		const { code, stdout, stderr } = await runCli(verb, { env: daemon.env });

		assert.deepEqual([code, stdout], [125, ""]);
		assert.deepEqual(stderr.split("\n").slice(0, 2), [
			'waitbus: Cannot wait for "alertmanager": its webhook has no secret [SOURCE_UNAVAILABLE]',
			"  hint: waitbus secret set alertmanager-secret",
		]);
	});

test("--strict --json says code and hint on standard output", async (t) => {
	const { env } = await startDaemon(t);

	const { code, stdout } = await runCli(["wait", "--source", "alertmanagr", "--strict", "--json"], { env });

	assert.equal(code, 125);
	assert.deepEqual(JSON.parse(stdout), {
		error: {
			code: "SOURCE_UNAVAILABLE",
			message: "Cannot wait: no event has ever had source=alertmanagr; did you mean alertmanager?",
			hint: "waitbus source list",
		},
	});
});

test("a strict wait is answered by what the log holds, although nothing more can come", async (t) => {
	const daemon = await startDaemon(t);
	await emit(daemon, "alertmanager");
	const look = ["wait", "--source", "alertmanager", "--since", "start", "--strict"];

	const found = await runCli(look, { env: daemon.env });
	const missing = await runCli([...look, "--match", "x=1"], { env: daemon.env });

	assert.deepEqual([found.code, found.stdout], [0, "alertmanager happened\n"]);
	assert.equal(missing.code, 125);
});

test("a strict wait for one of several is not refused while one of them may come", async (t) => {
	const daemon = await startDaemon(t);
	await emit(daemon, "ci");
	const clauses = ["--first-of", "ci:n=2", "--first-of", "alertmanager:status=firing"];

	const waiting = startCli(["wait", ...clauses, "--strict"], { env: daemon.env });
	await waiting.armed();
	await emit(daemon, "ci", { n: 2 });

	assert.equal((await waiting.result).code, 0);
});

test("a wait that has a source started says so in one line", async (t) => {
	const { daemon } = await startWithGithub(t);

	const waiting = startCli(["wait", "--repo", "me/app", "--match", "run_id=1"], { env: daemon.env });
	await waiting.told(/\n.*\n/);
	waiting.kill();

	assert.match(
		(await waiting.result).stderr,
		/^waitbus: waiting for .*\nwaitbus: started github, which runs as long as somebody waits for it\n$/,
	);
});

test("the SDK is told the notes, and refuses when it is asked to be strict", async (t) => {
	const bus = connectTo(t, await startDaemon(t));
	const selection = { source: "alertmanager" };
	const notes = await new Promise<readonly string[]>((resolve) => {
		bus.subscribe(selection, { onArmed: resolve });
	});

	assert.deepEqual(notes, [
		"alertmanager cannot deliver: its webhook has no secret (waitbus secret set alertmanager-secret)",
	]);
	const refusal = { code: "SOURCE_UNAVAILABLE", hint: "waitbus secret set alertmanager-secret" };
	await assert.rejects(bus.waitFor(selection, { strict: true }), refusal);
	await assert.rejects(bus.subscribe(selection, { strict: true }).next(), refusal);
});

test("a client of version 1 that asks for a repository has it polled while it listens", async (t) => {
	const { daemon, github } = await startWithGithub(t);

	const client = await RawClient.connect(daemon.socketPath);
	client.send({ proto: 1, filters: ["me/app"], event_types: ["workflow_run"] });

	await github.asked;
	client.socket.destroy();
});

test("a stream over HTTP that asks for a repository has it polled while it follows", async (t) => {
	const { daemon, github } = await startWithGithub(t);

	const path = "/events?source=github&repo=me/app&follow=1";
	const { response } = await HttpStream.open(t, { socketPath: daemon.socketPath, path });

	const note = "started github, which runs as long as somebody waits for it";
	assert.equal(response.headers["waitbus-note"], note);
	await github.asked;
});

test("a stream over HTTP for what can never come is refused when it is to be strict", async (t) => {
	const { socketPath } = await startDaemon(t);
	const path = "/events?source=alertmanager&follow=1";

	const lax = await HttpStream.open(t, { socketPath, path });
	const strict = await HttpStream.open(t, { socketPath, path: `${path}&strict=1` });

	assert.deepEqual([lax.response.statusCode, strict.response.statusCode], [200, 503]);
	assert.match(String(lax.response.headers["waitbus-note"]), /^alertmanager cannot deliver: /);
	assert.match((await strict.next()) ?? "", /"code":"SOURCE_UNAVAILABLE"/);
});

async function startWithGithub(t: TestContext) {
	const github = await startGithubStandIn(t);
	const daemon = await startDaemon(t, { config: `[github]\napi_url = "${github.url}"\n` });
	return { daemon, github };
}

async function emit({ env }: DaemonProcess, source: string, fields: object = {}): Promise<void> {
	const input = JSON.stringify({ source, event_type: "test", summary: `${source} happened`, fields });
	const { code, stderr } = await runCli(["emit", "-"], { env, input });
	assert.equal(code, 0, stderr);
}
