import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { BusClient } from "../../src/client/bus-client.js";
import { openConnection } from "../../src/client/open-connection.js";
import { startDaemon } from "../../src/client/start-daemon.js";
import { makeBusDirectories } from "../support/bus-directories.js";
import { PROGRAM } from "../support/daemon-process.js";
import { startScript } from "../support/start-script.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

/** A program that is started as the daemon would be. */
function writeProgram(t: TestContext, code: string): string {
	const path = join(makeTemporaryDirectory(t), "program.cjs");
	writeFileSync(path, code);
	return path;
}

test("the first call starts a daemon, and clients that start it at the same time share it", async (t) => {
	const { env, socketPath } = makeBusDirectories(t);
	const clients = Array.from({ length: 4 }, () => new BusClient({ socketPath, env, startProgram: PROGRAM }));
	t.after(() => Promise.all(clients.map((bus) => bus.close())));

	const pids = await Promise.all(clients.map(async (bus) => (await bus.status()).pid));

	assert.equal(new Set(pids).size, 1);
});

test("a daemon that holds the lock and leaves is waited for, and then another one is started", async (t) => {
	const { env, socketPath, stateDir } = makeBusDirectories(t);
	const holder = startScript(t, "hold-instance-lock", join(stateDir, "daemon.lock"));
	assert.equal(await holder.readLine(), "held");
	const opening = openConnection({ socketPath, env, startProgram: PROGRAM });

	// As one that was told to stop does when it has said goodbye.
	holder.child.stdin.end();

	await (await opening).close();
});

function answers(bus: BusClient): Promise<boolean> {
	return bus.status().then(
		() => true,
		() => false,
	);
}

test("a daemon goes on when whoever started it is killed meanwhile", async (t) => {
	const { env, socketPath } = makeBusDirectories(t);
	const child = spawn(process.execPath, [PROGRAM, "serve", "--background"], {
		env,
		detached: true,
		stdio: ["ignore", "pipe", "ignore"],
	});
	const ended = once(child, "exit");

	child.stdout.destroy();
	const bus = new BusClient({ socketPath, env, startProgram: undefined });
	t.after(() => bus.close());
	while (child.exitCode === null && !(await answers(bus))) await delay(5);
	await bus.emit({ source: "test", event_type: "after" });

	assert.equal(await Promise.race([ended, bus.status().then(() => "serves")]), "serves");
});

test("what keeps a daemon from starting is told with its own code and hint", async (t) => {
	const { env, socketPath } = makeBusDirectories(t, { config: 'durability = "sometimes"\n' });
	const bus = new BusClient({ socketPath, env, startProgram: PROGRAM });

	await assert.rejects(bus.status(), {
		code: "CONFIG_INVALID",
		message: /config.toml": durability is "sometimes"/,
		hint: /configuration/,
	});
	await bus.close();
});

for (const [what, code, message] of [
	["ends without a word", "", "Cannot start the daemon: it ended without a word"],
	["complains and ends", 'console.error("first\\nno such thing")', "Cannot start the daemon: no such thing"],
	[
		"says something else",
		'console.log("hello \\u001b[31mred")',
		'Cannot start the daemon: it said "hello red"',
	],
	[
		"ends in the middle of its report",
		'process.stdout.write("{\\"state\\":")',
		"Cannot start the daemon: it ended without a word",
	],
] as const) {
	test(`a program that ${what} is no daemon`, async (t) => {
		await assert.rejects(startDaemon({ program: writeProgram(t, code), env: {} }), {
			code: "DAEMON_UNREACHABLE",
			message,
			hint: "waitbus serve",
		});
	});
}

test("a program that never reports is not waited for longer than the limit", async (t) => {
	const program = writeProgram(
		t,
		'require("fs").writeFileSync(__filename + ".pid", String(process.pid)); setInterval(() => {}, 1e6);',
	);

	await assert.rejects(startDaemon({ program, env: {}, limitMs: 400 }), {
		code: "DAEMON_UNREACHABLE",
		message: "Cannot start the daemon: it did not report within 400 ms",
	});

	process.kill(Number(readFileSync(`${program}.pid`, "utf8")));
});

test("a report is read to the end of its line, however it comes and whatever follows", async (t) => {
	const program = writeProgram(
		t,
		'process.stdout.write("{\\"state\\":\\"already_run"); setTimeout(() => process.stdout.write("ning\\",\\"socket\\":\\"/x\\"}\\nmore\\n"), 20);',
	);

	assert.equal(await startDaemon({ program, env: {} }), "/x");
});

test("a daemon does not inherit what belongs to its starter's own process", async (t) => {
	const program = writeProgram(
		t,
		'console.log(JSON.stringify({ state: "already_running", socket: Object.keys(process.env).sort().join() }));',
	);

	const names = await startDaemon({
		program,
		env: { HOME: "/", NODE_OPTIONS: "--no-warnings", LISTEN_FDS: "1", LISTEN_PID: "1", NOTIFY_SOCKET: "@x" },
	});

	assert.equal(names, "HOME");
});
