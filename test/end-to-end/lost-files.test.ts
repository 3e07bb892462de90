import assert from "node:assert/strict";
import { rmSync, unlinkSync } from "node:fs";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { runCli } from "../support/run-cli.js";

test("a socket file that a cleaner took is back with the next command", async (t) => {
	const daemon = await startDaemon(t);
	unlinkSync(daemon.socketPath);

	const emitted = await runCli(["emit", "-s", "demo", "-t", "finished"], { env: daemon.env });
	const status = await runCli(["status", "--json"], { env: daemon.env });

	assert.equal(emitted.code, 0);
	assert.equal((JSON.parse(status.stdout) as { pid: number }).pid, daemon.pid);
});

test("a command whose environment names another socket finds the daemon of its state directory", async (t) => {
	const daemon = await startDaemon(t);
	const elsewhere = makeBusDirectories(t).env["WAITBUS_RUNTIME_DIR"];

	const { code } = await runCli(["emit", "-s", "demo", "-t", "finished"], {
		env: { ...daemon.env, WAITBUS_RUNTIME_DIR: elsewhere },
	});
	const status = await runCli(["status", "--json"], { env: daemon.env });

	assert.equal(code, 0);
	assert.equal((JSON.parse(status.stdout) as { events: number }).events, 1);
});

test("a daemon whose state directory is removed ends by itself", async (t) => {
	const daemon = await startDaemon(t);

	// It is on its way out before the last file is gone.
	rmSync(daemon.stateDir, { recursive: true, maxRetries: 10 });
	const { code } = await daemon.exited;

	assert.equal(code, 0);
});
