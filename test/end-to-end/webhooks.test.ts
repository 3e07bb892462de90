import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { runCli, startCli } from "../support/run-cli.js";

const SECRET = "the-secret-of-this-test";
const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";
const HOOK = `
[webhooks]
port = 0

[github]
api_url = "http://127.0.0.1:9/"

[hooks.deploys]
auth = "bearer"
event_type = "deploy"
fields = { conclusion = { path = "$.state", values = { passed = "success", failed = "failure" } } }
`;

test("a signed delivery of GitHub wakes whoever waits for the commit, and its verdict is the exit code", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");
	const wait = startCli(["wait", "--sha", SHA, "--repo", "acme/api", "--json"], { env: daemon.env });
	await wait.armed();

	const answer = await postRun(url, { conclusion: "failure" });

	const { code, stdout } = await wait.result;
	assert.equal(answer.status, 200);
	assert.equal(code, 1);
	assert.match(stdout, /^\{"kind":"checks"/);
	assert.match(stdout, new RegExp(answer.body.events?.[0] ?? "missing"));
});

test("a delivery that is signed with another secret stores nothing", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");

	const answer = await postRun(url, { conclusion: "success", secret: "another" });

	assert.equal(answer.status, 401);
	assert.equal(answer.body.error?.code, "signature_wrong");
	assert.equal(await countEvents(daemon), 0);
});

test("a delivery that GitHub repeats is stored once", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");

	const first = await postRun(url, { conclusion: "success" });
	const second = await postRun(url, { conclusion: "success" });

	assert.deepEqual(second.body.events, first.body.events);
	assert.equal(await countEvents(daemon), 1);
});

test("an acknowledged delivery survives kill -9 of the daemon", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");

	const { status } = await postRun(url, { conclusion: "success" });
	await daemon.kill9();
	await daemon.restart();

	assert.equal(status, 200);
	assert.equal(await countEvents(daemon), 1);
});

test("a hook of config.toml takes what its mapping says", async (t) => {
	const { daemon, url } = await startWithSecret(t, "hooks.deploys");
	const wait = startCli(["wait", "--source", "deploys"], { env: daemon.env });
	await wait.armed();

	const answer = await post(`${url}/hooks/deploys`, '{"state":"passed"}', {
		authorization: `Bearer ${SECRET}`,
	});

	assert.equal(answer.status, 200);
	assert.equal((await wait.result).code, 0);
});

test("Alertmanager's notification becomes an event", async (t) => {
	const { daemon, url } = await startWithSecret(t, "alertmanager-secret");
	const wait = startCli(["wait", "--source", "alertmanager", "--match", "alert_name=DiskFull"], {
		env: daemon.env,
	});
	await wait.armed();

	const answer = await post(`${url}/alertmanager`, notification(), { authorization: `Bearer ${SECRET}` });

	assert.equal(answer.status, 200);
	// Whoever names no verdict hears that the alert fires, which is a failure.
	assert.equal((await wait.result).code, 1);
});

test("SIGTERM closes the listener and ends the daemon", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");

	const { code } = await daemon.stop();

	assert.equal(code, 0);
	await assert.rejects(fetch(`${url}/healthz`));
});

test("a daemon opens the listener when it starts and a secret is there", async (t) => {
	const { daemon } = await startWithSecret(t, "github-webhook-secret");
	await daemon.stop();

	await daemon.restart();

	const health = await fetch(`http://127.0.0.1:${(await readStatus(daemon)).port}/healthz`);
	assert.equal(health.status, 200);
});

test("without a secret nothing listens, and removing the last one closes the listener", async (t) => {
	const { daemon, before, url } = await startWithSecret(t, "github-webhook-secret");

	await runCli(["secret", "remove", "github-webhook-secret"], { env: daemon.env });

	assert.equal(before.port, null);
	assert.equal((await readStatus(daemon)).port, null);
	await assert.rejects(fetch(`${url}/healthz`));
});

test("a port that is taken is told in status and by secret set, and the daemon serves all the same", async (t) => {
	const taken = createServer().listen(0, "127.0.0.1");
	await once(taken, "listening");
	t.after(() => taken.close());
	const address = taken.address();
	const port = typeof address === "object" ? address?.port : undefined;
	const daemon = await startDaemon(t, { config: `[webhooks]\nport = ${port}\n` });

	const { code, stderr } = await setSecret(daemon, "github-webhook-secret");

	assert.equal(code, 0);
	assert.match(stderr, /webhooks are off: Cannot listen on/);
	assert.match((await runCli(["status"], { env: daemon.env })).stdout, /^webhooks +off: Cannot listen on/m);
	assert.match(daemon.logText(), /PORT_UNAVAILABLE/);
});

test("secrets that others can read are not used", async (t) => {
	const { daemon, url } = await startWithSecret(t, "github-webhook-secret");
	chmodSync(join(daemon.stateDir, "secrets.json"), 0o644);

	const answer = await postRun(url, { conclusion: "success" });

	assert.equal(answer.status, 503);
	assert.match((await readStatus(daemon)).problem ?? "", /open to other users/);
	assert.equal(await countEvents(daemon), 0);
});

test("secret set reads a file, and secret list shows names without values", async (t) => {
	const daemon = await startDaemon(t, { config: HOOK });
	const file = join(daemon.stateDir, "value");
	writeFileSync(file, `${SECRET}\n`);

	const set = await runCli(["secret", "set", "hooks.deploys", "--file", file], { env: daemon.env });
	const { stdout } = await runCli(["secret", "list"], { env: daemon.env });

	assert.equal(set.code, 0);
	assert.equal(stdout, "hooks.deploys\n");
});

test("setting a secret starts the daemon that servers then post to, unless that is not wanted", async (t) => {
	const { env } = makeBusDirectories(t, { config: HOOK });
	const set = ["secret", "set", "hooks.deploys"];

	const quiet = await runCli([...set, "--no-start"], { env, input: SECRET });
	const none = await runCli(["status"], { env });
	const started = await runCli(set, { env, input: SECRET });

	assert.deepEqual([quiet.code, quiet.stderr, none.code], [0, "", 125]);
	assert.match(started.stderr, /listening on http:\/\/127\.0\.0\.1:\d+\/hooks\/deploys/);
});

test("a secret under a name that nothing uses is told at once", async (t) => {
	const daemon = await startDaemon(t, { config: HOOK });

	const { stderr } = await setSecret(daemon, "github");

	assert.match(stderr, /nothing uses a secret of the name github; names are github-webhook-secret, /);
});

test("a hook that is added to config.toml is there without a restart, and a mistake leaves what was", async (t) => {
	const { daemon, url } = await startWithSecret(t, "hooks.deploys");
	const file = join(daemon.env["WAITBUS_CONFIG_DIR"] ?? "", "config.toml");
	const authorization = `Bearer ${SECRET}`;
	await setSecret(daemon, "hooks.builds");

	writeFileSync(file, HOOK.replace("hooks.deploys", "hooks.builds"));
	await setSecret(daemon, "hooks.builds");
	const added = await post(`${url}/hooks/builds`, "{}", { authorization });
	const removed = await post(`${url}/hooks/deploys`, "{}", { authorization });
	writeFileSync(file, "[webhooks]\nprot = 1\n");
	await setSecret(daemon, "hooks.builds");
	const kept = await post(`${url}/hooks/builds`, "{}", { authorization });

	assert.deepEqual([added.status, removed.status, kept.status], [200, 404, 200]);
	const { stdout } = await runCli(["status"], { env: daemon.env });
	assert.match(stdout, /^config\.toml +not in force: .*unknown key "webhooks\.prot"/m);
});

const WRONG: Readonly<Record<string, { readonly args: readonly string[]; readonly complaint: RegExp }>> = {
	"no verb": { args: [], complaint: /wanted is set, list, remove \[USAGE\]/ },
	"no name": { args: ["set"], complaint: /the name of a secret is wanted after set \[USAGE\]/ },
	"an empty value": { args: ["set", "hooks.ci"], complaint: /the value is empty \[SECRET_INVALID\]/ },
	"a name to remove that is not there": {
		args: ["remove", "hooks.ci"],
		complaint: /there is no such secret \[SECRET_INVALID\]/,
	},
};

for (const [what, { args, complaint }] of Object.entries(WRONG)) {
	test(`waitbus secret with ${what} exits 2 and says so`, async (t) => {
		const { env } = await startDaemon(t);

		const { code, stderr } = await runCli(["secret", ...args], { env });

		assert.equal(code, 2);
		assert.match(stderr, complaint);
	});
}

async function startWithSecret(t: TestContext, name: string) {
	const daemon = await startDaemon(t, { config: HOOK });
	const before = await readStatus(daemon);
	const { code, stderr } = await setSecret(daemon, name);
	assert.equal(code, 0, stderr);
	const { port } = await readStatus(daemon);
	assert.match(stderr, new RegExp(`listening on http://127\\.0\\.0\\.1:${port}/`));
	return { daemon, before, url: `http://127.0.0.1:${port}` };
}

function setSecret({ env }: DaemonProcess, name: string) {
	return runCli(["secret", "set", name], { env, input: `${SECRET}\n` });
}

interface WebhookStatus {
	readonly port: number | null;
	readonly problem: string | null;
}

async function readStatus({ env }: DaemonProcess): Promise<WebhookStatus> {
	const { stdout } = await runCli(["status", "--json"], { env });
	return (JSON.parse(stdout) as { webhooks: WebhookStatus }).webhooks;
}

async function countEvents({ env }: DaemonProcess): Promise<number> {
	const { stdout } = await runCli(["status", "--json"], { env });
	return (JSON.parse(stdout) as { events: number }).events;
}

interface Answer {
	readonly status: number;
	readonly body: { readonly events?: readonly string[]; readonly error?: { readonly code: string } };
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
	const response = await fetch(url, { method: "POST", body, headers });
	return { status: response.status, body: (await response.json()) as Answer["body"] };
}

function postRun(
	url: string,
	{ conclusion, secret = SECRET }: { conclusion: string; secret?: string },
): Promise<Answer> {
	const body = JSON.stringify({
		action: "completed",
		repository: { full_name: "acme/api", name: "api", owner: { login: "acme" } },
		workflow_run: {
			id: 7,
			run_attempt: 1,
			run_number: 1,
			name: "ci",
			head_sha: SHA,
			head_branch: "main",
			status: "completed",
			conclusion,
			event: "push",
			workflow_id: 1,
			pull_requests: [],
			html_url: "https://github.com/acme/api/actions/runs/7",
		},
	});
	const signature = createHmac("sha256", secret).update(body).digest("hex");
	return post(`${url}/webhook`, body, {
		"content-type": "application/json",
		"x-github-event": "workflow_run",
		"x-github-delivery": "1f0e2d3c-0000-0000-0000-000000000000",
		"x-hub-signature-256": `sha256=${signature}`,
	});
}

function notification(): string {
	const alert = {
		status: "firing",
		labels: { alertname: "DiskFull", severity: "critical" },
		annotations: {},
		startsAt: "2026-11-23T00:00:00Z",
		endsAt: "0001-01-01T00:00:00Z",
		generatorURL: "",
		fingerprint: "0123456789abcdef",
	};
	return JSON.stringify({
		version: "4",
		groupKey: "{}",
		receiver: "waitbus",
		status: "firing",
		externalURL: "",
		truncatedAlerts: 0,
		alerts: [alert],
	});
}
