import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { findHolder, makeBusDirectories } from "../support/bus-directories.js";
import { emitNumbered } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";
import { runCli, startCli } from "../support/run-cli.js";

const skip = process.platform === "linux" ? false : "only /proc counts wake-ups";
// The daemon gives its memory back 5 s after the last activity, and is quiet from then on.
const QUIET_MS = 8_000;
const OBSERVED_MS = 5_000;
const MIB = 1024 * 1024;

describe("a daemon with nothing to do", { concurrency: true, skip }, () => {
	test("an idle daemon and those who wait on it do not wake up at all, and its memory goes back", async (t) => {
		const directories = makeBusDirectories(t);
		const { env, stateDir, socketPath } = directories;
		// The daemon as a client starts it.
		await runCli(["emit", "-s", "a", "-t", "b"], { env });
		const wait = startCli(["wait", "--source", "never"], { env });
		t.after(() => wait.kill());
		await wait.armed();
		const subscriber = await RawClient.connect(socketPath);
		await subscriber.ask({ op: "subscribe" });
		await emitNumbered(await RawClient.connect(socketPath), [1, 20_000], { filler: "x".repeat(500) });
		const daemonPid = findHolder(stateDir) ?? 0;
		const busyBytes = residentBytes(daemonPid);

		await delay(QUIET_MS);
		const before = [countWakeUps(daemonPid), countWakeUps(wait.child.pid ?? 0)];
		const idleBytes = residentBytes(daemonPid);
		await delay(OBSERVED_MS);
		const after = [countWakeUps(daemonPid), countWakeUps(wait.child.pid ?? 0)];

		t.diagnostic(`from ${Math.round(busyBytes / MIB)} MiB to ${Math.round(idleBytes / MIB)} MiB`);
		assert.deepEqual(after, before, "wake-ups of the daemon and of the wait");
		assert.ok(idleBytes < 42 * MIB, `${Math.round(idleBytes / MIB)} MiB are resident`);
		assert.ok(idleBytes < busyBytes - 10 * MIB, "memory was given back");
		const answered = runCli(["emit", "-s", "never", "-t", "b"], { env });
		assert.equal((await wait.result).code, 0, "and it is awake at once");
		await answered;
	});

	test("a version 1 client is the only one that a heartbeat wakes the daemon for", async (t) => {
		const { env, stateDir, socketPath } = makeBusDirectories(t, { env: { WAITBUS_HEARTBEAT_SEC: "0.1" } });
		await runCli(["emit", "-s", "a", "-t", "b"], { env });
		const subscriber = await RawClient.connect(socketPath);
		subscriber.send({ proto: 1 });
		await subscriber.readMany(3);
		const pid = findHolder(stateDir) ?? 0;

		await subscriber.close();
		await delay(QUIET_MS);
		const before = countWakeUps(pid);
		await delay(1_000);

		assert.equal(countWakeUps(pid), before);
	});
});

/** Each time a thread went to sleep of its own accord, it had been awake. */
function countWakeUps(pid: number): number {
	return readdirSync(`/proc/${pid}/task`)
		.map((task) => readFileSync(`/proc/${pid}/task/${task}/status`, "utf8"))
		.reduce(
			(sum, status) => sum + Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? Number.NaN),
			0,
		);
}

function residentBytes(pid: number): number {
	return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}
