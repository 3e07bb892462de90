import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { EVENTS, emit, explain, startWait, startWithEvents } from "../support/explained-daemon.js";
import { runCli } from "../support/run-cli.js";

describe("waitbus why", () => {
	test("explains the waits that go on, each in a block", async (t) => {
		const daemon = await startWithEvents(t);
		const clauses = ["--all-of", "pytest:conclusion=success", "--all-of", "podman:exit_code=99"];
		const { child } = await startWait(t, clauses, daemon);
		const [id = ""] = await emit(daemon, EVENTS.slice(2));

		const { stdout, code } = await runCli(["why"], { env: daemon.env });

		assert.equal(code, 0);
		const [head = "", ...rest] = stdout.split("\n");
		assert.match(
			head,
			new RegExp(`^pid ${child.pid}, for .+: all of pytest:conclusion=success, podman:exit_code=99$`),
		);
		assert.deepEqual(rest, [
			`  yes  pytest:conclusion=success (${id})`,
			"  no   podman:exit_code=99",
			"       none of the last 2 podman events has exit_code=99; seen: 0, 137",
			"       next: waitbus tail --no-follow --json --source podman",
			"",
		]);
	});

	test("explains with --pid the waits of one process", async (t) => {
		const daemon = await startWithEvents(t);
		const first = await startWait(t, ["--source", "podman"], daemon);
		await startWait(t, ["--source", "pytest"], daemon);

		const reports = await explain(daemon, ["--pid", String(first.child.pid)]);

		assert.deepEqual(
			reports.map(({ text }) => text),
			["source=podman"],
		);
	});

	test("says so when nobody waits", async (t) => {
		const daemon = await startDaemon(t);

		const all = await runCli(["why"], { env: daemon.env });
		const one = await runCli(["why", "--pid", "1"], { env: daemon.env });

		assert.deepEqual([all.code, all.stdout, all.stderr], [0, "", "waitbus: nobody waits\n"]);
		assert.deepEqual([one.code, one.stdout, one.stderr], [0, "", "waitbus: process 1 does not wait\n"]);
	});

	test("prints nothing that could act on a terminal", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon, [{ source: "evil", event_type: "x", fields: { name: "\u001b[31m\u0007" } }]);

		const { stdout } = await runCli(["why", "--source", "evil", "--match", "name=good"], { env: daemon.env });

		assert.match(stdout, /seen: /);
		assert.doesNotMatch(stdout.replaceAll("\n", ""), /[\u0000-\u001f\u007f-\u009f]/);
	});

	test("exits 125 when no daemon runs, and starts none", async (t) => {
		const { env } = makeBusDirectories(t);

		const { code, stderr } = await runCli(["why"], { env });

		assert.equal(code, 125);
		assert.match(stderr, /\[DAEMON_UNREACHABLE\]\n {2}hint: /);
	});

	test("refuses --pid beside the flags of a wait, a pid that is none, and flags that name no event", async (t) => {
		const { env } = makeBusDirectories(t);
		const lines = [
			["--pid", "1", "--source", "ci"],
			["--pid", "x"],
			["--since", "1h"],
		];

		const results = await Promise.all(lines.map((args) => runCli(["why", ...args], { env })));

		assert.deepEqual(
			results.map(({ code }) => code),
			[2, 2, 2],
		);
		assert.match(results[2]?.stderr ?? "", /no flag says which event is meant \[USAGE\]/);
	});
});
