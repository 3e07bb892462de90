import assert from "node:assert/strict";
import { test } from "node:test";
import { FAILURE, SHA, toRun } from "../sources/github/stand-in-runs.js";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { startGithubStandIn } from "../support/github-stand-in.js";
import { ask } from "../support/http-bus.js";
import { runCli } from "../support/run-cli.js";

test("deliveries that were refused and sources that run are in the metrics of the daemon", async (t) => {
	const github = await startGithubStandIn(t);
	github.repository("me/app").runs = [toRun(7, { ...FAILURE, updated_at: new Date().toISOString() })];
	const daemon = await startDaemon(t, {
		config: `[webhooks]\nport = 0\n[github]\napi_url = "${github.url}"\n`,
		env: { GITHUB_TOKEN: "token-of-the-test" },
	});
	const port = await openListener(daemon);
	await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", body: "{}" });
	await fetch(`http://127.0.0.1:${port}/a-path-of-the-senders`, { method: "POST", body: "{}" });
	await runCli(["wait", "--repo", "me/app", "--sha", SHA], { env: daemon.env });

	const { text } = await ask(daemon.socketPath, "/metrics");

	for (const line of [
		'waitbus_webhook_requests_total{route="github",outcome="signature_missing"} 1',
		'waitbus_webhook_requests_total{route="none",outcome="not_found"} 1',
		'waitbus_webhook_body_bytes_total{route="github"} 2',
		'waitbus_source_state{source="github",state="up"} 1',
		'waitbus_source_events_total{source="github"} 1',
	]) {
		assert.ok(text.split("\n").includes(line), `${line} in\n${text}`);
	}
	assert.doesNotMatch(text, /a-path-of-the-senders/);
});

test("a daemon that has opened its listener once keeps counting when it opens it again", async (t) => {
	const daemon = await startDaemon(t, { config: "[webhooks]\nport = 0\n" });
	for (let turn = 0; turn < 2; turn += 1) {
		const port = await openListener(daemon);
		await fetch(`http://127.0.0.1:${port}/healthz`);
		await runCli(["secret", "remove", "github-webhook-secret"], { env: daemon.env });
	}

	const { text } = await ask(daemon.socketPath, "/metrics");

	assert.match(text, /^waitbus_webhook_requests_total\{route="none",outcome="healthy"\} 2$/m);
});

async function openListener({ env }: DaemonProcess): Promise<number> {
	await runCli(["secret", "set", "github-webhook-secret"], { env, input: "the-secret-of-this-test" });
	const { stdout } = await runCli(["status", "--json"], { env });
	return (JSON.parse(stdout) as { webhooks: { port: number } }).webhooks.port;
}
