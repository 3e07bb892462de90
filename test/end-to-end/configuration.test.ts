import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { RawClient } from "../support/raw-client.js";
import { runCli } from "../support/run-cli.js";

test("durability counts from the next commit after config.toml has changed", async (t) => {
	const daemon = await startDaemon(t, { config: 'durability = "normal"\n' });
	assert.equal((await readStatus(daemon))["durability"], "normal");

	await configure(daemon, 'durability = "full"\n');

	const status = await readStatus(daemon);
	assert.deepEqual([status["durability"], status["pid"]], ["full", daemon.pid]);
	await emit(daemon);
	assert.equal((await readStatus(daemon))["events"], 1);
});

test("log_level counts from the next message after config.toml has changed", async (t) => {
	const daemon = await startDaemon(t, { config: 'log_level = "error"\n[webhooks]\nport = 0\n' });

	await configure(daemon, 'log_level = "info"\n[webhooks]\nport = 0\n');
	await runCli(["secret", "set", "github-webhook-secret"], { env: daemon.env, input: "one" });

	assert.doesNotMatch(daemon.logText(), /"message":"listening"/);
	assert.match(daemon.logText(), /"message":"webhooks open"/);
});

test("heartbeat_sec counts for whoever listens already and for whoever comes", async (t) => {
	const daemon = await startDaemon(t, { config: "heartbeat_sec = 86400\n" });
	const client = await RawClient.connect(daemon.socketPath);
	client.send({ filters: ["*"] });
	assert.equal((await client.read())["heartbeat_sec"], 86_400);

	writeFileSync(configPathOf(daemon), "heartbeat_sec = 1\n");

	assert.equal((await client.read()).kind, "daemon_heartbeat");
	const newcomer = await RawClient.connect(daemon.socketPath);
	newcomer.send({ filters: ["*"] });
	assert.equal((await newcomer.read())["heartbeat_sec"], 1);
});

test("a variable still has the last word after config.toml has changed", async (t) => {
	const daemon = await startDaemon(t, { env: { WAITBUS_DURABILITY: "full" } });

	await configure(daemon, 'durability = "normal"\n');

	assert.equal((await readStatus(daemon))["durability"], "full");
});

/** Resolves when the daemon has taken it over. */
async function configure(daemon: DaemonProcess, text: string): Promise<void> {
	writeFileSync(configPathOf(daemon), text);
	const client = await RawClient.connect(daemon.socketPath);
	assert.equal((await client.ask({ op: "reload" }))["op"], "status");
	client.socket.destroy();
}

function configPathOf({ env }: DaemonProcess): string {
	return join(env["WAITBUS_CONFIG_DIR"] ?? "", "config.toml");
}

async function emit({ env }: DaemonProcess): Promise<void> {
	await runCli(["emit", "--source", "test", "--event-type", "said"], { env });
}

async function readStatus({ env }: DaemonProcess): Promise<Record<string, unknown>> {
	const { stdout } = await runCli(["status", "--json"], { env });
	return JSON.parse(stdout) as Record<string, unknown>;
}
