import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const SHOW_EVENT = 'stat -c %a "$WAITBUS_EVENT_FILE"; cat "$WAITBUS_EVENT_FILE"; env | grep ^WAITBUS_';
const BUILD_FAILED = ["emit", "-s", "ci", "-t", "build", "--conclusion", "failure", "-f", "head_sha=c0ffee1"];

type Bus = Pick<Awaited<ReturnType<typeof startDaemon>>, "env">;

async function startArmed(args: readonly string[], bus: Bus): Promise<CliProcess> {
	const on = startCli(["on", "--source", "ci", ...args], bus);
	await on.armed();
	return on;
}

async function emit(bus: Bus, ...flags: string[]): Promise<string> {
	const { stdout } = await runCli(["emit", "-s", "ci", "-t", "build", ...flags], bus);
	return stdout.trim();
}

test("the command finds its event in the environment and in a file that it alone may read and that goes with it", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "sh", "-c", SHOW_EVENT], bus);

	const emitted = (await runCli(BUILD_FAILED, bus)).stdout.trim();

	const { code, stdout } = await on.result;
	const [mode, json = "", ...variables] = stdout.trim().split("\n");
	const environment = new Map(variables.map((line) => line.split(/=(.*)/s, 2) as [string, string]));
	assert.equal(code, 0);
	assert.equal(mode, "600");
	assert.equal((JSON.parse(json) as { event_id: string }).event_id, emitted);
	assert.equal(environment.get("WAITBUS_EVENT_ID"), emitted);
	assert.equal(environment.get("WAITBUS_EVENT_TYPE"), "build");
	assert.equal(environment.get("WAITBUS_SOURCE"), "ci");
	assert.equal(environment.get("WAITBUS_OWNER"), "local");
	assert.equal(environment.get("WAITBUS_REPO"), "ci");
	assert.equal(environment.get("WAITBUS_HEAD_SHA"), "c0ffee1");
	assert.equal(environment.get("WAITBUS_CONCLUSION"), "failure");
	assert.equal(environment.get("WAITBUS_SUMMARY"), "ci build: failure");
	assert.equal(environment.get("WAITBUS_EVENT_COUNT"), "1");
	assert.equal(existsSync(environment.get("WAITBUS_EVENT_FILE") ?? "/"), false);
});

test("a value the event lacks is not inherited from the event that waitbus itself runs for", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "sh", "-c", 'echo "[$WAITBUS_CONCLUSION]"'], {
		env: { ...bus.env, WAITBUS_CONCLUSION: "success" },
	});

	await emit(bus);

	assert.equal((await on.result).stdout, "[]\n");
});

test("a NUL or an escape sequence in an event neither stops the command nor reaches its terminal", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "sh", "-c", 'printf %s "$WAITBUS_HEAD_SHA|$WAITBUS_SUMMARY"'], bus);

	const fields = { head_sha: "a\u0000b\u001b[31mc\u009b2Jd\ne" };
	await runCli(["emit", "-"], {
		env: bus.env,
		input: JSON.stringify({
			source: "ci",
			event_type: "build",
			summary: "x\u0000\u001b]0;title\u0007y",
			fields,
		}),
	});

	assert.deepEqual(await on.result.then(({ code, stdout }) => ({ code, stdout })), {
		code: 0,
		stdout: "abcd e|xy",
	});
});

test("a value too long for the environment is cut, and the command runs", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "sh", "-c", 'echo "${#WAITBUS_HEAD_SHA}"'], bus);

	await runCli(["emit", "-"], {
		env: bus.env,
		input: JSON.stringify({ source: "ci", event_type: "build", fields: { head_sha: "a".repeat(300_000) } }),
	});

	assert.equal((await on.result).stdout, "4096\n");
});

test("arguments reach the command as they are: there is no shell in between", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "printf", "%s|", "$HOME", "a b", "*", ";", "--loop"], bus);

	await emit(bus);

	assert.equal((await on.result).stdout, "$HOME|a b|*|;|--loop|");
});

test("the command reads the standard input of waitbus", async (t) => {
	const bus = await startDaemon(t);
	const on = startCli(["on", "--source", "ci", "--", "cat"], { env: bus.env, input: "from outside" });
	await on.armed();

	await emit(bus);

	assert.equal((await on.result).stdout, "from outside");
});

const ENDINGS: readonly {
	readonly name: string;
	readonly program: readonly string[];
	readonly code: number;
}[] = [
	{ name: "the command's own exit code", program: ["sh", "-c", "exit 7"], code: 7 },
	{ name: "128 + n when signal n ended it", program: ["sh", "-c", "kill -9 $$"], code: 137 },
	{ name: "127 when it is not found", program: ["no-such-command"], code: 127 },
	{ name: "126 when it cannot be executed", program: ["/"], code: 126 },
	{ name: "126 when its path leads through a file", program: ["/etc/passwd/x"], code: 126 },
];
for (const { name, program, code } of ENDINGS) {
	test(`the exit code is ${name}`, async (t) => {
		const bus = await startDaemon(t);
		const tmp = makeTemporaryDirectory(t);
		const on = await startArmed(["--", ...program], { env: { ...bus.env, TMPDIR: tmp } });

		await emit(bus);

		assert.equal((await on.result).code, code);
		assert.deepEqual(await filesIn(tmp), []);
	});
}

async function filesIn(directory: string): Promise<readonly string[]> {
	const { readdir } = await import("node:fs/promises");
	return await readdir(directory);
}

test("in a loop, too, a command that does not exist is no reason to go on", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--loop", "--jobs", "3", "--", "no-such-command"], bus);

	await emit(bus);

	const { code, stderr } = await on.result;
	assert.equal(code, 127);
	assert.match(stderr, /Cannot run "no-such-command": not found \[COMMAND_NOT_FOUND\]/);
});

test("the exit code is 124 when nothing matched in time, and the command does not run", async (t) => {
	const bus = await startDaemon(t);

	const { code, stdout, stderr } = await runCli(
		["on", "--source", "ci", "--timeout", "50ms", "--", "echo", "ran"],
		bus,
	);

	assert.equal(code, 124);
	assert.equal(stdout, "");
	assert.match(stderr, /WAIT_TIMED_OUT/);
});

test("the exit code is 125 when there is no bus", async (t) => {
	const bus = makeBusDirectories(t);

	const { code, stdout, stderr } = await runCli(
		["on", "--source", "ci", "--no-start", "--", "echo", "ran"],
		bus,
	);

	assert.deepEqual({ code, stdout }, { code: 125, stdout: "" });
	assert.match(stderr, /DAEMON_UNREACHABLE/);
});

test("the exit code is 1 when an --unless clause matched, and the command does not run", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(
		["--match", "conclusion=success", "--unless", "ci:conclusion=failure", "--", "echo", "ran"],
		bus,
	);

	await emit(bus, "--conclusion", "failure", "--summary", "it broke");

	const { code, stdout, stderr } = await on.result;
	assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
	assert.match(stderr, /it broke/);
});

const MISTAKES: Readonly<Record<string, readonly string[]>> = {
	"no command": ["--source", "ci"],
	"nothing after --": ["--source", "ci", "--"],
	"jobs without a loop": ["--source", "ci", "--jobs", "2", "--", "true"],
	"jobs with --restart": ["--source", "ci", "--restart", "--jobs", "2", "--", "true"],
	"no jobs at all": ["--source", "ci", "--loop", "--jobs", "0", "--", "true"],
	"once and a loop": ["--source", "ci", "--once", "--loop", "--", "true"],
	"a grace of no length": ["--source", "ci", "--stop-timeout", "0", "--", "true"],
	"nothing to wait for": ["--", "true"],
};
for (const [name, args] of Object.entries(MISTAKES)) {
	test(`a wrong command line is refused with 2 and a hint: ${name}`, async (t) => {
		const bus = await startDaemon(t);

		const { code, stderr } = await runCli(["on", ...args], bus);

		assert.equal(code, 2);
		assert.match(stderr, /^waitbus: Cannot .*\n {2}hint: /);
	});
}

test("--json behind the -- belongs to the command", async (t) => {
	const bus = makeBusDirectories(t);

	const { stdout } = await runCli(["on", "--source", "ci", "--no-start", "--", "echo", "--json"], bus);

	assert.equal(stdout, "");
});

test("--since looks back, so that an event of before runs the command", async (t) => {
	const bus = await startDaemon(t);
	const emitted = await emit(bus);

	const { stdout } = await runCli(
		["on", "--source", "ci", "--since", "start", "--", "sh", "-c", "echo $WAITBUS_EVENT_ID"],
		bus,
	);

	assert.equal(stdout, `${emitted}\n`);
});

test("silence, too, runs a command: it has no event, and a file that says so", async (t) => {
	const bus = await startDaemon(t);

	const { code, stdout } = await runCli(
		[
			"on",
			"--source",
			"ci",
			"--absent",
			"50ms",
			"--",
			"sh",
			"-c",
			'cat "$WAITBUS_EVENT_FILE"; echo "[$WAITBUS_EVENT_ID]$WAITBUS_EVENT_COUNT"',
		],
		bus,
	);

	assert.deepEqual({ code, stdout }, { code: 0, stdout: '{"kind":"absent"}\n[]0\n' });
});

test("with --debounce a burst runs the command once, with the last event", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(
		["--debounce", "300ms", "--", "sh", "-c", 'echo "$WAITBUS_EVENT_COUNT $WAITBUS_SUMMARY"'],
		bus,
	);

	const burst = ["one", "two", "three"].map((summary) =>
		JSON.stringify({ source: "ci", event_type: "build", summary }),
	);
	await runCli(["emit", "-"], { env: bus.env, input: burst.join("\n") });

	assert.equal((await on.result).stdout, "3 three\n");
});

test("a directory for temporary files that does not exist is named in the error", async (t) => {
	const bus = await startDaemon(t);
	const on = await startArmed(["--", "true"], { env: { ...bus.env, TMPDIR: "/no/such/directory" } });

	await emit(bus);

	const { code, stderr } = await on.result;
	assert.equal(code, 2);
	assert.match(
		stderr,
		/Cannot create "\/no\/such\/directory\/waitbus-event-.*": no such file or directory \[PATH_INVALID\]/,
	);
});

test("a script without a first line of its own is run by sh, as a shell would do", async (t) => {
	const bus = await startDaemon(t);
	const script = join(makeTemporaryDirectory(t), "script");
	writeFileSync(script, "echo ran", { mode: 0o755 });
	const on = await startArmed(["--", script], bus);

	await emit(bus);

	assert.equal((await on.result).stdout, "ran\n");
	assert.equal(readFileSync(script, "utf8"), "echo ran");
});
