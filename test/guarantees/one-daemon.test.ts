import assert from "node:assert/strict";
import { rmSync, statSync } from "node:fs";
import { test } from "node:test";
import { findProcess } from "../../src/platform/process-identity.js";
import { makeBusDirectories } from "../support/bus-directories.js";
import { DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { RawClient } from "../support/raw-client.js";
import { runCli } from "../support/run-cli.js";

test("of two daemons started at once exactly one serves, 20 times out of 20, and the other finds it", async (t) => {
	const directories = makeBusDirectories(t);

	for (let round = 0; round < 20; round += 1) {
		const contenders = [new DaemonProcess(directories), new DaemonProcess(directories)];
		const states = await Promise.all(contenders.map((daemon) => daemon.start()));
		assert.deepEqual([...states].sort(), ["already_running", "ready"], `round ${round}`);
		const [winner, loser] = states[0] === "ready" ? contenders : contenders.toReversed();
		assert.ok(winner !== undefined && loser !== undefined);
		const client = await RawClient.connect(directories.socketPath);
		assert.equal((await client.ask({ op: "hello" }))["pid"], winner.pid);
		await client.close();
		assert.deepEqual(await loser.exited, { code: 0, signal: null });

		// Every other winner is killed, so the next round also meets a socket and a lock that were left behind.
		if (round % 2 === 0) await winner.kill9();
		else assert.deepEqual(await winner.stop(), { code: 0, signal: null });
	}
});

test("20 clients that find no daemon at once all end up on the same one", async (t) => {
	const { env } = makeBusDirectories(t);
	const clients = Array.from({ length: 20 }, (_, index) =>
		runCli(["emit", "--source", "client", "--event-type", "hello", "--field", `n=${index}`], { env }),
	);

	const results = await Promise.all(clients);
	const status = await runCli(["status", "--json"], { env });

	assert.deepEqual(
		results.map(({ code, stderr }) => ({ code, stderr })),
		results.map(() => ({ code: 0, stderr: "" })),
	);
	assert.equal((JSON.parse(status.stdout) as { events: number }).events, 20);
	const stopped = await runCli(["stop"], { env });
	assert.equal(stopped.code, 0);
	assert.equal((await runCli(["status"], { env })).code, 125, "no second daemon is left");
});

test("a second start says who runs already and leaves that one alone", async (t) => {
	const daemon = await startDaemon(t);
	const inode = statSync(daemon.socketPath).ino;

	const second = await runCli(["serve"], { env: daemon.env });

	assert.equal(second.code, 0);
	assert.match(second.stderr, new RegExp(`a daemon runs already \\(pid ${daemon.pid}, `));
	assert.equal(statSync(daemon.socketPath).ino, inode, "the socket is still the first one's");
	assert.equal((await runCli(["emit", "-s", "a", "-t", "b", "--no-start"], { env: daemon.env })).code, 0);
});

test("when a stop returns, the daemon's process has ended and its files may be removed", async (t) => {
	const daemon = await startDaemon(t);

	const { code } = await runCli(["stop"], { env: daemon.env });

	assert.equal(code, 0);
	assert.equal(findProcess(daemon.pid), undefined);
	rmSync(daemon.stateDir, { recursive: true });
});
