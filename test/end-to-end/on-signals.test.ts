import assert from "node:assert/strict";
import { test } from "node:test";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { Gate, isRunning } from "../support/processes.js";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";
import { TerminalSession } from "../support/terminal-session.js";

// A grandchild that its parent does not end, and that knows how to end in good order.
const FAMILY = `(trap 'echo grandchild ends; exit 0' TERM; echo "grandchild $(exec sh -c 'echo $PPID')"; while :; do sleep 0.02; done) & echo "child $$ $WAITBUS_SUMMARY"; wait`;
const STUBBORN = "trap '' TERM INT; echo \"child $$\"; while :; do sleep 0.05; done";

async function startArmed(bus: Pick<DaemonProcess, "env">, args: readonly string[]): Promise<CliProcess> {
	const on = startCli(["on", "-s", "ci", ...args], bus);
	await on.armed();
	return on;
}

async function emit(bus: Pick<DaemonProcess, "env">, summary = "go"): Promise<void> {
	await runCli(["emit", "-s", "ci", "-t", "build", "--summary", summary], bus);
}

function pidOf(who: string, output: string): number {
	return Number(new RegExp(`${who} (\\d+)`).exec(output)?.[1]);
}

for (const [signal, code] of [
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
	["SIGQUIT", 131],
] as const) {
	test(`${signal} while it waits ends it with ${code}`, async (t) => {
		const bus = await startDaemon(t);
		const on = await startArmed(bus, ["--", "true"]);

		on.kill(signal);

		assert.equal((await on.result).code, code);
	});

	test(`${signal} while the command runs ends that first, and then waitbus with ${code}`, async (t) => {
		const bus = await startDaemon(t);
		const on = await startArmed(bus, [
			"--",
			"sh",
			"-c",
			"trap 'echo cleaned up; exit 0' TERM; echo \"child $$\"; while :; do sleep 0.02; done",
		]);
		await emit(bus);
		await on.wrote(/child \d+\n/);

		on.kill(signal);

		const result = await on.result;
		assert.equal(result.code, code);
		assert.match(result.stdout, /cleaned up/);
	});
}

test("a command that ignores SIGTERM is killed when its grace is over", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(bus, ["--stop-timeout", "100ms", "--", "sh", "-c", STUBBORN]);
	await emit(bus);
	await on.wrote(/child \d+\n/);

	on.kill("SIGTERM");

	const { code, stdout } = await on.result;
	assert.equal(code, 143);
	assert.equal(isRunning(pidOf("child", stdout)), false);
});

test("a second signal cuts the grace short", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(bus, [
		"--stop-timeout",
		"10m",
		"--",
		"sh",
		"-c",
		`trap 'echo asked' TERM; echo "child $$"; while :; do sleep 0.02; done`,
	]);
	await emit(bus);
	await on.wrote(/child \d+\n/);

	on.kill("SIGTERM");
	await on.wrote(/asked\n/);
	on.kill("SIGINT");

	const { code, stdout } = await on.result;
	assert.equal(code, 143);
	assert.equal(isRunning(pidOf("child", stdout)), false);
});

test("--restart ends the command with all that it started, and only then starts it for the new event", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(bus, ["--restart", "--", "sh", "-c", FAMILY]);
	await emit(bus, "first");
	await on.wrote(/(?=[^]*grandchild \d+\n)(?=[^]*child \d+ first\n)/);
	const family = [
		pidOf("grandchild", on.stdout),
		pidOf("\nchild|^child", on.stdout.replace(/grandchild \d+\n/, "")),
	];

	await emit(bus, "second");
	await on.wrote(/child \d+ second\n/);
	const survivors = family.filter(isRunning);
	await on.wrote(/grandchild \d+\n[^]*grandchild \d+\n/);
	on.kill("SIGTERM");

	assert.deepEqual(survivors, []);
	const { code, stdout } = await on.result;
	assert.equal(code, 143);
	// In good order, although its parent had gone before.
	assert.match(stdout, /grandchild ends[^]*second[^]*grandchild ends/);
});

test("--restart kills what does not end within its grace, grandchildren too", async (t) => {
	const bus = await startDaemon(t);
	const program = [
		"sh",
		"-c",
		`sh -c '${STUBBORN.replaceAll("'", "'\\''").replace("child", "grandchild")}' & echo "started $WAITBUS_SUMMARY"; wait`,
	];
	const on = await startArmed(bus, ["--restart", "--stop-timeout", "100ms", "--", ...program]);
	await emit(bus, "first");
	await on.wrote(/(?=[^]*grandchild \d+\n)(?=[^]*started first\n)/);
	const grandchild = pidOf("grandchild", on.stdout);

	await emit(bus, "second");
	await on.wrote(/started second\n/);
	const isAlive = isRunning(grandchild);
	on.kill("SIGTERM");

	assert.equal(isAlive, false);
	assert.equal((await on.result).code, 143);
	assert.equal(isRunning(pidOf("started second\n[^]*grandchild", on.stdout)), false);
});

test("--restart counts only the newest of the events that come while the command ends", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const slow = `trap 'echo asked; read line < ${gate.path}; sleep 0.3; exit 0' TERM; echo "$WAITBUS_EVENT_COUNT $WAITBUS_SUMMARY"; while :; do sleep 0.02; done`;
	const on = await startArmed(bus, ["--restart", "--", "sh", "-c", slow]);
	await emit(bus, "a");
	await on.wrote(/1 a\n/);

	await emit(bus, "b");
	await on.wrote(/asked\n/);
	await emit(bus, "c");
	await emit(bus, "d");
	gate.open();

	await on.wrote(/\d d\n/);
	on.kill("SIGTERM");
	gate.open();
	assert.match((await on.result).stdout, /^1 a\nasked\n3 d\n/);
});

test("when --restart ends, what a command left in the background ends with it", async (t) => {
	const bus = await startDaemon(t);
	await emit(bus);

	const program = ["sh", "-c", 'sleep 600 > /dev/null & echo "left $!"'];
	const restart = ["on", "-s", "ci", "--since", "start", "--restart", "--timeout", "1s", "--", ...program];
	const { code, stdout } = await runCli(restart, bus);

	assert.equal(code, 124);
	assert.equal(isRunning(pidOf("left", stdout)), false);
});

test("Ctrl-C in a terminal reaches the command once, by itself, and ends waitbus with 130", async (t) => {
	const bus = await startDaemon(t);
	const program = [
		"sh",
		"-c",
		"trap 'echo interrupted' INT; trap 'echo terminated' TERM; echo ready; read line; read line; echo over",
	];
	const session = new TerminalSession(t, ["on", "-s", "ci", "--", ...program], bus.env);
	await session.shows(/waiting/);
	await emit(bus);
	await session.shows(/ready/);

	session.type("\u0003");
	await session.shows(/interrupted/);
	session.type("\n\n");

	await session.shows(/over/);
	assert.equal(await session.exitCode, 130);
	assert.equal(session.screen.match(/interrupted/g)?.length, 1);
	assert.doesNotMatch(session.screen, /terminated/);
});

test("the command has the terminal of waitbus, and reads what is typed there", async (t) => {
	const bus = await startDaemon(t);
	const session = new TerminalSession(
		t,
		[
			"on",
			"-s",
			"ci",
			"--",
			"sh",
			"-c",
			'test -t 0 && test -t 1 && echo ready && read line < /dev/tty && echo "read $line"',
		],
		bus.env,
	);
	await session.shows(/waiting/);
	await emit(bus);
	await session.shows(/ready/);

	session.type("words\n");

	await session.shows(/read words/);
	assert.equal(await session.exitCode, 0);
});
