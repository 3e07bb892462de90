import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { runCli, startCli } from "../support/run-cli.js";
import { eventsOf, lastFields } from "../support/stored-events.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const ENDINGS: readonly {
	readonly name: string;
	readonly program: readonly string[];
	readonly code: number;
	readonly fields: Readonly<Record<string, unknown>>;
}[] = [
	{
		name: "0 of a success",
		program: ["true"],
		code: 0,
		fields: { conclusion: "success", exit_code: 0, signal: null },
	},
	{
		name: "that of a failure",
		program: ["sh", "-c", "exit 7"],
		code: 7,
		fields: { conclusion: "failure", exit_code: 7, signal: null },
	},
	{
		name: "128 + n when SIGKILL ended it",
		program: ["sh", "-c", "kill -KILL $$"],
		code: 137,
		fields: { conclusion: "failure", exit_code: 137, signal: "SIGKILL" },
	},
	{
		name: "128 + n when SIGTERM ended it, which is a cancellation",
		program: ["sh", "-c", "kill -TERM $$"],
		code: 143,
		fields: { conclusion: "cancelled", exit_code: 143, signal: "SIGTERM" },
	},
	{
		name: "127 when it is not found",
		program: ["no-such-command"],
		code: 127,
		fields: { conclusion: "startup_failure", exit_code: 127, signal: null },
	},
	{
		name: "126 when it cannot be executed",
		program: ["/"],
		code: 126,
		fields: { conclusion: "startup_failure", exit_code: 126, signal: null },
	},
];
for (const { name, program, code, fields } of ENDINGS) {
	test(`the exit code is ${name}, and the bus has it too`, async (t) => {
		const bus = await startDaemon(t);

		const result = await runCli(["run", "--", ...program], bus);

		const { conclusion, exit_code, signal, status } = await lastFields(bus);
		assert.equal(result.code, code);
		assert.deepEqual({ conclusion, exit_code, signal }, fields);
		assert.equal(status, "completed");
	});
}

test("the bus hears that it started and then that it ended, with all there is to know", async (t) => {
	const bus = await startDaemon(t);
	const cwd = makeTemporaryDirectory(t);

	await runCli(["run", "--name", "tests", "--", "sh", "-c", "echo one; echo two >&2; exit 3"], {
		env: bus.env,
		cwd,
	});

	const [started, finished, ...more] = await eventsOf(bus);
	assert.deepEqual(more, []);
	const { pid, duration_ms, output_tail, ...rest } = finished?.fields ?? {};
	const facts = {
		name: "tests",
		command: "sh -c echo one; echo two >&2; exit 3",
		argv: ["sh", "-c", "echo one; echo two >&2; exit 3"],
		cwd,
		host: hostname(),
		user: userInfo().username,
	};
	assert.deepEqual(started?.fields, {
		source: "run",
		event_type: "run_started",
		...facts,
		pid,
		status: "in_progress",
	});
	assert.deepEqual(rest, {
		source: "run",
		event_type: "run_finished",
		...facts,
		status: "completed",
		conclusion: "failure",
		exit_code: 3,
		signal: null,
	});
	assert.equal(typeof pid, "number");
	assert.equal(typeof duration_ms, "number");
	assert.deepEqual(String(output_tail).split("\n").toSorted(), ["one", "two"]);
	assert.match(finished?.summary ?? "", /^tests failed with exit code 3 after /);
});

test("whoever waits for a run by its name has the verdict as exit code", async (t) => {
	const bus = await startDaemon(t);
	const wait = startCli(
		["wait", "--source", "build", "--match", "name=tests", "--event-type", "run_finished"],
		bus,
	);
	await wait.armed();

	await runCli(["run", "--source", "build", "--name", "tests", "--no-emit-start", "--", "false"], bus);

	assert.equal((await wait.result).code, 1);
	assert.deepEqual(
		(await eventsOf(bus)).map(({ event_type }) => event_type),
		["run_finished"],
	);
});

test("the start is on the bus while the command still runs", async (t) => {
	const bus = await startDaemon(t);
	const wait = startCli(["wait", "--event-type", "run_started"], bus);
	await wait.armed();
	const run = startCli(["run", "--", "sleep", "600"], bus);

	assert.equal((await wait.result).stdout, "sleep started\n");

	run.kill("SIGTERM");
	assert.equal((await run.result).code, 143);
});

test("without a daemon, and not allowed to start one, the command runs as ever; one line says so", async (t) => {
	const bus = makeBusDirectories(t);

	const result = await runCli(["run", "--no-start", "--", "sh", "-c", "echo out; exit 7"], bus);

	assert.deepEqual({ code: result.code, stdout: result.stdout }, { code: 7, stdout: "out\n" });
	assert.match(result.stderr, /^waitbus: Cannot tell the bus how "sh" ended: .* \[DAEMON_UNREACHABLE\]\n$/);
});

test("without a daemon one is started, and hears of the run", async (t) => {
	const bus = makeBusDirectories(t);

	const { code, stderr } = await runCli(["run", "--", "false"], bus);

	assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
	assert.deepEqual(
		(await eventsOf(bus)).map(({ event_type }) => event_type),
		["run_started", "run_finished"],
	);
});

test("a daemon that does not answer is not waited for long", async (t) => {
	const bus = makeBusDirectories(t);
	const silent = createServer().listen(bus.socketPath);
	t.after(() => silent.close());

	const { code, stderr } = await runCli(["run", "--", "sh", "-c", "exit 7"], bus);

	assert.equal(code, 7);
	assert.match(
		stderr,
		/^waitbus: Cannot tell the bus how "sh" ended: the daemon did not answer within 2 s\n$/,
	);
});

test("a broken configuration of the bus does not stop the command", async (t) => {
	const bus = makeBusDirectories(t);

	const { code, stderr } = await runCli(["run", "--", "sh", "-c", "exit 7"], {
		env: { ...bus.env, WAITBUS_AUTOSTART: "maybe" },
	});

	assert.equal(code, 7);
	assert.match(stderr, /^waitbus: .*WAITBUS_AUTOSTART "maybe".* \[CONFIG_INVALID\]\n$/);
});

const MISTAKES: Readonly<Record<string, readonly string[]>> = {
	"no --": ["true"],
	"nothing after --": ["--"],
	"a source that is no name": ["--source", "Not A Name", "--"],
	"a number of lines that is none": ["--tail-lines", "many", "--"],
	"too many lines": ["--tail-lines", "5000", "--"],
};
for (const [name, args] of Object.entries(MISTAKES)) {
	test(`a wrong command line is refused with 2, and nothing runs: ${name}`, async (t) => {
		const bus = makeBusDirectories(t);
		const touched = join(makeTemporaryDirectory(t), "touched");
		const program = args.at(-1) === "--" && args.length > 1 ? ["touch", touched] : [];

		const { code, stderr } = await runCli(["run", ...args, ...program], bus);

		assert.equal(code, 2);
		assert.match(stderr, /^waitbus: Cannot .*\n {2}hint: /);
		assert.equal(existsSync(touched), false);
	});
}
