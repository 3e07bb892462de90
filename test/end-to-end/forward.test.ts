import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { FAILURE, SHA, toRun } from "../sources/github/stand-in-runs.js";
import { startDaemon } from "../support/daemon-process.js";
import { startGithubStandIn } from "../support/github-stand-in.js";
import { type GhInstallation, installGh } from "../support/install-gh.js";
import { isRunning } from "../support/processes.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";

test("what is forwarded wakes a wait, with a secret that nobody has set", async (t) => {
	const { env, gh, forward } = await startForwarding(t, ["forwards"]);
	await forward.told(/forwarding me\/app to http:\/\/127\.0\.0\.1:\d+\/webhook/);
	const wait = startCli(["wait", "--repo", "me/app", "--sha", SHA], { env });
	await wait.armed();

	const status = await deliver(gh);

	assert.equal(status, 200);
	assert.equal((await wait.result).code, 1);
	assert.equal((await runCli(["secret", "list"], { env })).stdout, "");
	assert.match(forward.stderr, /other users of this machine can read it/);
});

test("the secret that was set stays out of gh's arguments, and stays valid", async (t) => {
	const { env, gh, forward } = await startForwarding(t, ["forwards"], { secret: "the-secret-that-was-set" });
	await forward.told(/forwarding me\/app to/);

	const status = await deliver(gh, "the-secret-that-was-set");

	assert.equal(status, 200);
	assert.doesNotMatch(gh.runs()[0]?.args.join(" ") ?? "", /the-secret-that-was-set/);
	assert.equal((await runCli(["secret", "list"], { env })).stdout, "github-webhook-secret\n");
});

test("Ctrl-C ends gh and its extension, and the secret that they had", async (t) => {
	const { gh, forward, stateDir } = await startForwarding(t, ["forwards"]);
	await forward.told(/forwarding me\/app to/);

	forward.kill("SIGINT");

	assert.equal((await forward.result).code, 130);
	assert.deepEqual(toPids(gh).map(isRunning), [false, false]);
	assert.equal(readFileSync(join(stateDir, "secrets.json"), "utf8"), "{}\n");
	await assert.rejects(deliver(gh));
});

test("a gh that hangs is polled instead, and ended by Ctrl-C", async (t) => {
	const { env, gh, forward } = await startForwarding(t, ["hangs"]);
	await forward.told(/me\/app is polled until it forwards/);
	await gh.started(1);

	const { code } = await runCli(["wait", "--source", "github", "--since", "start"], { env });
	forward.kill("SIGTERM");

	assert.equal(code, 1);
	assert.equal((await forward.result).code, 143);
	assert.deepEqual(toPids(gh).map(isRunning), [false, false]);
});

test("a refusal of GitHub is explained, and the repository is polled", async (t) => {
	const { env, forward } = await startForwarding(t, ["is refused"]);

	await forward.told(/GitHub allows one forwarder for a repository at a time/);
	const heard = await runCli(["wait", "--source", "github", "--since", "start", "--json"], { env });

	assert.match(heard.stdout, /"ingest_method":"poll"/);
	assert.match(forward.stderr, /hint: .*gh api repos\/me\/app\/hooks/);
	assert.match(forward.stderr, /polling me\/app instead/);
});

test("gh is started again when it ends and when it is killed", async (t) => {
	const { gh, forward } = await startForwarding(t, ["ends", "forwards"]);
	await forward.told(/gh ended with exit code 1: Error: unable to connect to webhooks server/);
	await forward.told(/forwarding me\/app to/);

	process.kill(gh.runs()[1]?.ghPid ?? 0, "SIGKILL");

	await forward.told(/gh was ended by SIGKILL/);
	await forward.told(/forwarding me\/app to[^]*forwarding me\/app to/);
	assert.equal(gh.runs().length, 3);
	assert.equal(isRunning(gh.runs()[1]?.pid ?? 0), false);
});

test("a daemon that listens elsewhere after its restart gets the deliveries there", async (t) => {
	const { gh, forward, daemon } = await startForwarding(t, ["forwards"]);
	await forward.told(/forwarding me\/app to/);
	await daemon.kill9();
	await daemon.restart();

	process.kill(gh.runs()[0]?.pid ?? 0, "SIGUSR2");

	await forward.told(/forwarding me\/app to[^]*forwarding me\/app to/);
	assert.equal(await deliver(gh), 200);
});

test("--json prints each state as an object", async (t) => {
	const { forward } = await startForwarding(t, ["may not", "forwards"], { flags: ["--json"] });

	const lines = await forward.printed(3);

	const states = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
	assert.deepEqual(
		states.map(({ state, reason, retry_in_ms }) => [state, reason, retry_in_ms]),
		[
			["starting", null, null],
			["polling", "GitHub lets only those forward who administer the repository", 1_000],
			["forwarding", null, null],
		],
	);
	assert.match(String(states[2]?.["url"]), /^http:\/\/127\.0\.0\.1:\d+\/webhook$/);
});

const FATAL: Readonly<Record<string, { readonly code: number; readonly hint: RegExp }>> = {
	"lacks the extension": { code: 127, hint: /hint: gh extension install cli\/gh-webhook/ },
	"is old": { code: 125, hint: /hint: gh extension upgrade cli\/gh-webhook/ },
	"is not logged in": { code: 125, hint: /hint: gh auth login/ },
};

for (const [behaviour, { code, hint }] of Object.entries(FATAL)) {
	test(`a gh that ${behaviour} ends it with what to type`, async (t) => {
		const { forward } = await startForwarding(t, [behaviour]);

		const result = await forward.result;

		assert.equal(result.code, code);
		assert.match(result.stderr, hint);
	});
}

test("without gh it says what to install", async (t) => {
	const { env } = await startDaemon(t, { config: "[webhooks]\nport = 0\n" });
	const empty = makeTemporaryDirectory(t);

	const { code, stderr } = await runCli(["forward", "me/app"], { env: { ...env, PATH: empty } });

	assert.equal(code, 127);
	assert.match(stderr, /Cannot run "gh": not found \[COMMAND_NOT_FOUND\]/);
	assert.match(stderr, /cli\.github\.com.*gh extension install cli\/gh-webhook/);
});

test("a port of the listener that is taken ends it with what to change", async (t) => {
	const taken = createServer().listen(0, "127.0.0.1");
	await once(taken, "listening");
	t.after(() => taken.close());
	const address = taken.address();
	const port = typeof address === "object" ? address?.port : undefined;
	const gh = installGh(t, ["forwards"]);
	const { env } = await startDaemon(t, { config: `[webhooks]\nport = ${port}\n`, env: gh.env });

	const { code, stderr } = await runCli(["forward", "me/app"], { env });

	assert.equal(code, 125);
	assert.match(stderr, /Cannot listen on .*\[PORT_UNAVAILABLE\]/);
	assert.deepEqual(gh.runs(), []);
});

for (const args of [[], ["app"], ["https://github.com/me/app"]]) {
	test(`waitbus forward ${args.join(" ")} is a usage error`, async (t) => {
		const { env } = await startDaemon(t);

		const { code, stderr } = await runCli(["forward", ...args], { env });

		assert.equal(code, 2);
		assert.match(stderr, /owner\/repo \[USAGE\]/);
	});
}

interface ForwardingOptions {
	/** The webhook secret that was set before. */
	readonly secret?: string;
	readonly flags?: readonly string[];
}

async function startForwarding(t: TestContext, plan: readonly string[], options: ForwardingOptions = {}) {
	const github = await startGithubStandIn(t);
	github.repository("me/app").runs = [toRun(7, { ...FAILURE, updated_at: new Date().toISOString() })];
	const gh = installGh(t, plan);
	const daemon = await startDaemon(t, {
		config: `[webhooks]\nport = 0\n[github]\napi_url = "${github.url}"\n`,
		env: { ...gh.env, GITHUB_TOKEN: "token-of-the-test" },
	});
	const { env, stateDir } = daemon;
	if (options.secret !== undefined)
		await runCli(["secret", "set", "github-webhook-secret"], { env, input: options.secret });
	const forward = startCli(["forward", "me/app", ...(options.flags ?? [])], { env });
	t.after(() => end(forward));
	return { daemon, env, stateDir, gh, forward };
}

async function end(forward: CliProcess): Promise<void> {
	forward.kill("SIGTERM");
	await forward.result;
}

function toPids(gh: GhInstallation): readonly number[] {
	return gh.runs().flatMap(({ pid, ghPid }) => [pid, ghPid]);
}

/** Posts as the newest run of gh would. */
async function deliver(gh: GhInstallation, secret?: string): Promise<number> {
	const args = gh.runs().at(-1)?.args ?? [];
	const valueOf = (flag: string): string => args[args.indexOf(flag) + 1] ?? "";
	const run = { ...toRun(9, FAILURE), pull_requests: [] };
	const repository = { name: "app", full_name: "me/app", owner: { login: "me" } };
	const body = JSON.stringify({ action: "completed", repository, workflow_run: run });
	const key = secret ?? valueOf("--secret");
	const { status } = await fetch(valueOf("--url"), {
		method: "POST",
		body,
		headers: {
			"content-type": "application/json",
			"x-github-event": "workflow_run",
			"x-github-delivery": "1f0e2d3c-0000-0000-0000-000000000000",
			"x-hub-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
		},
	});
	return status;
}
