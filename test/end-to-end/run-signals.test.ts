import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { runCli, startCli } from "../support/run-cli.js";
import { TerminalSession } from "../support/terminal-session.js";

for (const [signal, name] of [
	["SIGINT", "INT"],
	["SIGTERM", "TERM"],
	["SIGHUP", "HUP"],
	["SIGUSR1", "USR1"],
	["SIGUSR2", "USR2"],
	["SIGQUIT", "QUIT"],
] as const) {
	test(`${signal} is passed on to the command, which decides what comes of it`, async (t) => {
		const bus = await startDaemon(t);
		const run = startCli(
			[
				"run",
				"--",
				"sh",
				"-c",
				`trap 'echo got ${name}; exit 5' ${name}; echo ready; while :; do sleep 0.02; done`,
			],
			bus,
		);
		await run.wrote(/ready\n/);

		run.kill(signal);

		const { code, stdout, stderr } = await run.result;
		assert.deepEqual({ code, stdout, stderr }, { code: 5, stdout: `ready\ngot ${name}\n`, stderr: "" });
	});
}

test("a command that SIGINT ended was cancelled, and its exit code is 130", async (t) => {
	const bus = await startDaemon(t);
	const run = startCli(["run", "--", "sh", "-c", "echo ready; exec sleep 600"], bus);
	await run.wrote(/ready\n/);

	run.kill("SIGINT");

	assert.equal((await run.result).code, 130);
	const { stdout } = await runCli(
		["wait", "--since", "start", "--event-type", "run_finished", "--json", "--no-exit-status"],
		bus,
	);
	const { fields } = JSON.parse(stdout) as { fields: Record<string, unknown> };
	assert.deepEqual(
		[fields["conclusion"], fields["signal"], fields["exit_code"]],
		["cancelled", "SIGINT", 130],
	);
});

test("on a terminal the command has the terminal itself, for input and for output", async (t) => {
	const bus = await startDaemon(t);
	const session = new TerminalSession(
		t,
		[
			"run",
			"--",
			"sh",
			"-c",
			'test -t 0 && test -t 1 && test -t 2 && echo ready; read line < /dev/tty; echo "read $line"; exit 4',
		],
		bus.env,
	);
	await session.shows(/ready/);

	session.type("words\n");

	await session.shows(/read words/);
	assert.equal(await session.exitCode, 4);
});

test("Ctrl-C in a terminal reaches the command once", async (t) => {
	const bus = await startDaemon(t);
	const session = new TerminalSession(
		t,
		["run", "--", "sh", "-c", "trap 'echo interrupted' INT; echo ready; read line; read line; exit 6"],
		bus.env,
	);
	await session.shows(/ready/);

	session.type("\u0003");
	await session.shows(/interrupted/);
	session.type("\n\n");

	assert.equal(await session.exitCode, 6);
	assert.equal(session.screen.match(/interrupted/g)?.length, 1);
});

test("Ctrl-C in a terminal ends a command that does not mind it, with 130", async (t) => {
	const bus = await startDaemon(t);
	const session = new TerminalSession(t, ["run", "--", "sh", "-c", "echo ready; exec sleep 600"], bus.env);
	await session.shows(/ready/);

	session.type("\u0003");

	assert.equal(await session.exitCode, 130);
});
