import assert from "node:assert/strict";
import { test } from "node:test";
import { findHolder } from "../support/bus-directories.js";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { RawClient } from "../support/raw-client.js";
import { runCli, startCli } from "../support/run-cli.js";

const BUILD_FAILED = [
	"emit",
	"-s",
	"ci",
	"-t",
	"build",
	"--conclusion",
	"failure",
	"--summary",
	"build 7 failed",
];
const TESTS_PASSED = ["emit", "-s", "pytest", "-t", "session", "--conclusion", "success"];

test("a wait goes on after kill -9 of the daemon, which it starts again by itself", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(["wait", "--source", "ci"], daemon);
	await wait.armed();

	await daemon.kill9();
	await oneWaits(daemon);
	await runCli(BUILD_FAILED, daemon);

	const { code, stdout } = await wait.result;
	assert.equal(code, 1);
	assert.equal(stdout, "build 7 failed\n");
	assert.notEqual(findHolder(daemon.stateDir), daemon.pid, "it was another daemon that answered");
});

test("a wait goes on when the daemon is stopped and started, and misses nothing that came between", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(["wait", "--source", "ci", "--json"], daemon);
	await wait.armed();

	assert.equal((await runCli(["stop"], daemon)).code, 0);
	// The emit starts the next daemon and is answered before the wait may have found it.
	const emitted = await runCli(BUILD_FAILED, daemon);

	const { code, stdout } = await wait.result;
	assert.equal(code, 1);
	assert.equal((JSON.parse(stdout) as { event_id: string }).event_id, emitted.stdout.trim());
});

test("a wait for all of several events remembers across a kill -9 which of them it had seen", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(
		["wait", "--all-of", "pytest:conclusion=success", "--all-of", "ci:conclusion=failure"],
		daemon,
	);
	await wait.armed();
	await runCli(TESTS_PASSED, daemon);

	await daemon.kill9();
	await runCli(BUILD_FAILED, daemon);

	const { code, stdout, stderr } = await wait.result;
	assert.deepEqual({ code, stdout }, { code: 0, stdout: "build 7 failed\n" });
	assert.equal(stderr.match(/waiting/g)?.length, 1, "its user need not know that the daemon was away");
});

test("a sequence goes on across a stop and a start, in the order in which it began", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(
		["wait", "--sequence", "pytest:conclusion=success", "--sequence", "ci:conclusion=failure"],
		daemon,
	);
	await wait.armed();
	await runCli(BUILD_FAILED, daemon);
	await runCli(TESTS_PASSED, daemon);

	await daemon.stop();
	await daemon.start();
	await oneWaits(daemon);
	assert.equal(wait.child.exitCode, null, "the build came before the tests, so it does not count");
	await runCli(BUILD_FAILED, daemon);

	assert.equal((await wait.result).code, 0);
});

test("a wait with an --unless clause ends as a failure when that came while no daemon ran", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(["wait", "--source", "deploy", "--unless", "ci:conclusion=failure"], daemon);
	await wait.armed();

	await runCli(["stop"], daemon);
	await runCli(BUILD_FAILED, daemon);

	const { code, stdout } = await wait.result;
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "build 7 failed\n" });
});

test("the time limit of a wait counts on while no daemon runs", async (t) => {
	const daemon = await startDaemon(t, { env: { WAITBUS_AUTOSTART: "0" } });
	const wait = startCli(["wait", "--source", "ci", "--timeout", "1s"], daemon);
	await wait.armed();

	await daemon.kill9();

	const { code, stderr } = await wait.result;
	assert.equal(code, 124);
	assert.match(stderr, /Timed out after 1 s: .*\[WAIT_TIMED_OUT\]/);
});

test("SIGTERM and Ctrl-C end a wait at once, with the exit code of the signal", async (t) => {
	const daemon = await startDaemon(t);
	for (const [signal, code] of [
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const) {
		const wait = startCli(["wait", "--source", "ci"], daemon);
		await wait.armed();
		wait.kill(signal);
		const result = await wait.result;
		assert.ok(result.code === code || result.signal === signal, `${signal}: ${JSON.stringify(result)}`);
	}
});

/** Resolves when the daemon that listens now has one wait registered. */
async function oneWaits(daemon: DaemonProcess): Promise<void> {
	for (;;) {
		const client = await RawClient.connect(daemon.socketPath).catch(() => undefined);
		if (client === undefined) {
			// The wait is about to start a daemon; there is nothing but the socket to tell when.
			await new Promise((resolve) => setImmediate(resolve));
			continue;
		}
		const { status } = await client.ask({ op: "status" });
		await client.close();
		if ((status as { waits: number }).waits === 1) return;
	}
}
