/** What the Python predecessor got wrong on the command line, as its users saw it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { runCli, startCli } from "../support/run-cli.js";

const GITHUB_RUN = ["emit", "--source", "github", "--event-type", "workflow_run"];

test("D8: a time limit that is no number, infinite, zero or negative is refused, and names itself", async (t) => {
	const { env } = makeBusDirectories(t);

	for (const duration of ["nan", "NaN", "inf", "Infinity", "-1", "0", "0s", "", "1e9", "5x"]) {
		const { code, stderr } = await runCli(["wait", "--source", "ci", `--timeout=${duration}`, "--no-start"], {
			env,
		});
		assert.equal(code, 2, duration);
		assert.match(stderr, /^waitbus: Cannot use --timeout ".*": .*\[USAGE\]\n {2}hint: /, duration);
	}
});

test("D9: a wait for a GitHub run that is in progress is answered while it is", async (t) => {
	const daemon = await startDaemon(t);
	const wait = startCli(["wait", "--source", "github", "--match", "status=in_progress"], daemon);
	await wait.armed();

	await runCli([...GITHUB_RUN, "--status", "in_progress"], daemon);

	assert.equal((await wait.result).code, 0);
});

test("D9: a wait for a conclusion that is not final by name is answered as well", async (t) => {
	const daemon = await startDaemon(t);
	for (const conclusion of ["skipped", "neutral", "stale", "action_required"]) {
		const wait = startCli(["wait", "--source", "github", "--match", `conclusion=${conclusion}`], daemon);
		await wait.armed();
		await runCli([...GITHUB_RUN, "--conclusion", conclusion], daemon);
		assert.equal((await wait.result).code, 0, conclusion);
	}
});

test("D11: the help of a verb shows every flag it takes", async (t) => {
	const { env } = makeBusDirectories(t);

	const { code, stdout } = await runCli(["wait", "--help"], { env });

	assert.equal(code, 0);
	for (const flag of [
		"match",
		"match-cel",
		"sha",
		"all-of",
		"first-of",
		"unless",
		"sequence",
		"count",
		"absent",
		"since",
		"timeout",
	]) {
		assert.match(stdout, new RegExp(`--${flag}\\b`), flag);
	}
});

test("D12: the summary of an event that is not about CI says what happened to what", async (t) => {
	const daemon = await startDaemon(t);
	const cases = [
		[
			["-s", "docker", "-t", "container", "-f", "container=web", "--conclusion", "failure"],
			"docker container web: failure",
		],
		[["-s", "fs", "-t", "changed", "-f", "path=/etc/hosts"], "fs changed /etc/hosts"],
		[
			["-s", "agent", "-t", "message", "--to", "bob", "-f", "msg_from=ann", "-f", "msg_body=done"],
			"ann to bob: done",
		],
	] as const;

	for (const [flags, summary] of cases) {
		const wait = startCli(["wait", "--source", flags[1], "--no-exit-status"], daemon);
		await wait.armed();
		await runCli(["emit", ...flags], daemon);
		assert.equal((await wait.result).stdout, `${summary}\n`);
	}
});

test("D17: what an emitter writes cannot act on the terminal of those who read it", async (t) => {
	const daemon = await startDaemon(t);
	const evil = "red \u001b[31mtext\u001b[0m \u001b]0;title\u0007 \u009b2J \u202egnp.exe\r\nforged line\u0000";
	const wait = startCli(["wait", "--source", "evil"], daemon);
	await wait.armed();

	await runCli(["emit", "-s", "evil", "-t", "text", "--summary", evil.replace("\u0000", "")], daemon);

	const { stdout } = await wait.result;
	assert.doesNotMatch(stdout.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	assert.match(stdout, /^red text .*forged line\n$/);
});

test("D26: status exits 0 when all is well, and 125 when no daemon runs", async (t) => {
	const daemon = await startDaemon(t);
	assert.equal((await runCli(["status"], daemon)).code, 0);

	await daemon.stop();

	assert.equal((await runCli(["status"], daemon)).code, 125);
});

test("D27: a script learns when a wait is armed, and needs no sleep before it emits", async (t) => {
	const daemon = await startDaemon(t);
	const wait = spawn(process.execPath, [PROGRAM, "wait", "--source", "ci", "--ready-fd", "3", "-q"], {
		env: daemon.env,
		stdio: ["ignore", "ignore", "ignore", "pipe"],
	});
	t.after(() => wait.kill("SIGKILL"));
	const ready = wait.stdio[3];
	assert.ok(ready);
	const exited = once(wait, "exit");

	const [line] = (await once(ready, "data")) as [Buffer];
	await runCli(["emit", "-s", "ci", "-t", "done"], daemon);
	const [code] = (await exited) as [number];

	assert.equal(String(line), "ready\n");
	assert.equal(code, 0);
});

test("D27: a wait that starts late looks back and is answered at once", async (t) => {
	const daemon = await startDaemon(t);
	await runCli(["emit", "-s", "ci", "-t", "done", "--conclusion", "failure"], daemon);

	const { code } = await runCli(["wait", "--source", "ci", "--since", "1m", "--timeout", "10s"], daemon);

	assert.equal(code, 1);
});

test("D28: an event type selects also when it is the most common one", async (t) => {
	const daemon = await startDaemon(t);
	await runCli(["emit", "-"], {
		env: daemon.env,
		input:
			'{"source":"github","event_type":"workflow_job"}\n{"source":"github","event_type":"workflow_run"}\n',
	});

	const { stdout } = await runCli(
		["tail", "--since", "start", "--no-follow", "--event-type", "workflow_run", "--json"],
		daemon,
	);

	const types = stdout
		.trim()
		.split("\n")
		.map((line) => (JSON.parse(line) as { event_type: string }).event_type);
	assert.deepEqual(types, ["workflow_run"]);
});
