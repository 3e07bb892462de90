import assert from "node:assert/strict";
import { test } from "node:test";
import { type DaemonProcess, startDaemon } from "../support/daemon-process.js";
import { Gate } from "../support/processes.js";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";

const SAY = 'echo "$WAITBUS_SUMMARY"';
const SAY_AND_STAY = 'echo "start $WAITBUS_SUMMARY"; read line < "$GATE"; echo "end $WAITBUS_SUMMARY"';

async function startLoop(
	bus: Pick<DaemonProcess, "env">,
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
): Promise<CliProcess> {
	const on = startCli(["on", "--loop", ...args], { env: { ...bus.env, ...env } });
	await on.armed();
	return on;
}

async function emitAll(bus: Pick<DaemonProcess, "env">, ...summaries: string[]): Promise<void> {
	const lines = summaries.map((summary) => JSON.stringify({ source: "ci", event_type: "build", summary }));
	const { code } = await runCli(["emit", "-"], { env: bus.env, input: lines.join("\n") });
	assert.equal(code, 0);
}

test("events that come while the command runs have their turn, each once and in order", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const on = await startLoop(bus, ["-s", "ci", "--", "sh", "-c", SAY_AND_STAY], { GATE: gate.path });
	await emitAll(bus, "a");
	await on.wrote(/start a\n/);

	await emitAll(bus, "b", "c");
	for (const _ of "abc") gate.open();

	await on.wrote(/end c\n/);
	on.kill("SIGTERM");
	assert.equal((await on.result).stdout, "start a\nend a\nstart b\nend b\nstart c\nend c\n");
});

test("a loop goes on across kill -9 of the daemon, and runs for what was stored meanwhile", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, ["-s", "ci", "--", "sh", "-c", SAY]);
	await emitAll(bus, "a");
	await on.wrote(/a\n/);

	await bus.kill9();
	await emitAll(bus, "b", "c");

	await on.wrote(/c\n/);
	on.kill("SIGTERM");
	assert.equal((await on.result).stdout, "a\nb\nc\n");
});

test("a loop for several events goes on across a restart of the daemon, and skips nothing", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, ["-s", "ci", "--count", "2", "--", "sh", "-c", SAY]);
	await emitAll(bus, "1", "2", "3");
	await on.wrote(/2\n/);

	await bus.stop();
	await emitAll(bus, "4", "5", "6");

	await on.wrote(/6\n/);
	on.kill("SIGTERM");
	assert.equal((await on.result).stdout, "2\n4\n6\n");
});

test("with --all-of the next wait begins right after the event that completed the last one", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, [
		"--all-of",
		"ci:summary=a",
		"--all-of",
		"ci:summary=b",
		"--",
		"sh",
		"-c",
		SAY,
	]);

	// Completed by the second, the fourth and the sixth.
	await emitAll(bus, "a", "b", "b", "a", "a", "b");

	await on.wrote(/b\na\nb\n/);
	on.kill("SIGTERM");
	await on.result;
});

test("an --unless clause ends the loop with 1, after the events before it had their turn", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, ["-s", "ci", "--unless", "ci:summary=stop", "--", "sh", "-c", SAY]);

	await emitAll(bus, "a", "b", "stop", "c");

	const { code, stdout } = await on.result;
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "a\nb\n" });
});

test("--jobs runs so many commands at once, and no more", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const on = await startLoop(bus, ["-s", "ci", "--jobs", "2", "--", "sh", "-c", SAY_AND_STAY], {
		GATE: gate.path,
	});

	await emitAll(bus, "a", "b", "c", "d");
	await on.wrote(/start a\n[^]*start b\n|start b\n[^]*start a\n/);
	for (const _ of "abcd") gate.open();

	await on.wrote(/(?:end .\n[^]*){4}/);
	on.kill("SIGTERM");
	assert.equal(mostAtOnce((await on.result).stdout), 2);
});

function mostAtOnce(output: string): number {
	const counts = output
		.trim()
		.split("\n")
		.reduce((seen, line) => [...seen, (seen.at(-1) ?? 0) + (line.startsWith("start") ? 1 : -1)], [0]);
	return Math.max(...counts);
}

test("with --debounce what came while the command ran is one burst", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const program = ["sh", "-c", `echo "$WAITBUS_EVENT_COUNT"; ${SAY_AND_STAY}`];
	const on = await startLoop(bus, ["-s", "ci", "--debounce", "200ms", "--", ...program], { GATE: gate.path });
	await emitAll(bus, "a");
	await on.wrote(/1\nstart a\n/);

	await emitAll(bus, "b", "c", "d");
	gate.open();

	await on.wrote(/3\nstart d\n/);
	gate.open();
	await on.wrote(/end d\n/);
	on.kill("SIGTERM");
	await on.result;
});

test("a loop ends with 124 when nothing new came, and lets a command that takes longer finish", async (t) => {
	const bus = await startDaemon(t);
	await emitAll(bus, "a");

	const program = ["sh", "-c", "sleep 1.2; echo done"];
	const { code, stdout, stderr } = await runCli(
		["on", "--loop", "-s", "ci", "--since", "start", "--timeout", "1s", "--", ...program],
		bus,
	);

	assert.deepEqual({ code, stdout }, { code: 124, stdout: "done\n" });
	assert.match(stderr, /no new match \[WAIT_TIMED_OUT\]/);
});

test("the exit code of the command does not end a loop", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, ["-s", "ci", "--", "sh", "-c", `${SAY}; exit 3`]);

	await emitAll(bus, "a", "b");

	await on.wrote(/a\nb\n/);
	on.kill("SIGINT");
	assert.equal((await on.result).code, 130);
});

test("a burst of 2,000 events is counted to the last, more than are sent ahead at once", async (t) => {
	const bus = await startDaemon(t);
	const on = await startLoop(bus, [
		"-s",
		"ci",
		"--debounce",
		"500ms",
		"--",
		"sh",
		"-c",
		'echo "$WAITBUS_EVENT_COUNT $WAITBUS_SUMMARY"',
	]);

	await emitAll(bus, ...Array.from({ length: 2_000 }, (_, index) => `event ${index + 1}`));

	await on.wrote(/\n/);
	on.kill("SIGTERM");
	assert.equal((await on.result).stdout, "2000 event 2000\n");
});
