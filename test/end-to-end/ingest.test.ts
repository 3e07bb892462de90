import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { runCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const TAP = "1..3\nok 1 - adds\nnot ok 2 - pays\n  ---\n  message: 'declined'\n  ...\nok 3 - ships\n";

async function createReport(t: TestContext, text: string) {
	const daemon = await startDaemon(t);
	const file = join(makeTemporaryDirectory(t), "report");
	writeFileSync(file, text);
	return { daemon, file, bus: connectTo(t, daemon) };
}

describe("waitbus ingest", () => {
	test("tells of each failing test and of the run, and prints their ids", async (t) => {
		const { daemon, file, bus } = await createReport(t, TAP);

		const { code, stdout, stderr } = await runCli(["ingest", "tap", file], daemon);

		assert.deepEqual([code, stderr], [0, ""]);
		const { events } = await bus.query();
		assert.equal(stdout, events.map(({ event_id }) => `${event_id}\n`).join(""));
		const [failure, session] = events;
		assert.deepEqual(
			[failure?.event_type, failure?.fields["nodeid"], failure?.fields["message"]],
			["tap_test", "pays", "declined"],
		);
		const { conclusion, passed, failed, report } = session?.fields ?? {};
		assert.deepEqual(
			[session?.event_type, conclusion, passed, failed, report],
			["tap_session", "failure", 2, 1, file],
		);
	});

	test("stores nothing twice of the same file, also when more of it is wanted", async (t) => {
		const { daemon, file, bus } = await createReport(t, TAP);

		await runCli(["ingest", "tap", file], daemon);
		const again = await runCli(["ingest", "tap", file, "--json"], daemon);
		await runCli(["ingest", "tap", file, "--all"], daemon);

		const outcomes = again.stdout
			.trim()
			.split("\n")
			.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
		assert.deepEqual(outcomes, ["duplicate", "duplicate"]);
		assert.equal((await bus.query()).events.length, 4);
	});

	test("exits by the verdict of the run only when asked to", async (t) => {
		const { daemon, file } = await createReport(t, TAP);

		const codes = [];
		for (const flags of [[], ["--exit-status"]])
			codes.push((await runCli(["ingest", "tap", file, ...flags], daemon)).code);

		assert.deepEqual(codes, [0, 1]);
	});

	test("stores nothing of a file that is malformed at its end", async (t) => {
		const { daemon, file, bus } = await createReport(t, `${TAP}1..4\n`);

		const { code, stdout, stderr } = await runCli(["ingest", "tap", file], daemon);

		assert.deepEqual([code, stdout], [2, ""]);
		assert.equal(
			stderr,
			`waitbus: Cannot ingest "${file}:8:1": found a second plan, and one plan for each test is wanted [REPORT_INVALID]\n  hint: waitbus ingest --help\n`,
		);
		assert.deepEqual((await bus.query()).events, []);
	});

	test("tells of a failing test while the stream goes on, and what of a malformed one is stored", async (t) => {
		const { daemon, bus } = await createReport(t, "");
		const child = spawn(process.execPath, [PROGRAM, "ingest", "go-test-json", "-", "--source", "shop"], {
			env: daemon.env,
			stdio: ["pipe", "ignore", "pipe"],
		});
		t.after(() => child.kill("SIGKILL"));
		let stderr = "";
		child.stderr.on("data", (chunk) => (stderr += String(chunk)));

		for (const Action of ["run", "fail"])
			child.stdin.write(`${JSON.stringify({ Action, Package: "p", Test: "T" })}\n`);
		const failure = await bus.waitFor({ source: "shop", since: "start" }, { timeoutMs: 60_000 });
		child.stdin.end('{"Action":');
		const [code] = (await once(child, "close")) as [number];

		assert.deepEqual([failure.event_type, failure.fields["nodeid"], code], ["shop_test", "p > T", 2]);
		assert.match(
			stderr,
			/"standard input:3:11": found the end of the line, .* is wanted; 1 event before it is stored \[REPORT_INVALID\]/,
		);
	});

	test("reads standard input as a file when it is one", async (t) => {
		const { daemon, file, bus } = await createReport(t, TAP);

		for (let run = 0; run < 2; run += 1) {
			const stdin = openSync(file, "r");
			const child = spawn(process.execPath, [PROGRAM, "ingest", "tap", "-"], {
				env: daemon.env,
				stdio: [stdin, "ignore", "ignore"],
			});
			await once(child, "close");
		}

		assert.equal((await bus.query()).events.length, 2);
	});

	test("reads JUnit's XML, as node:test writes it", async (t) => {
		const { daemon, file, bus } = await createReport(t, "");
		const tests = `import { test } from "node:test"; test("adds", () => {}); test("pays", () => { throw new Error("declined"); });`;
		writeFileSync(`${file}.test.mjs`, tests);
		await runCli([], {
			program: [
				process.execPath,
				"--test",
				"--test-reporter=junit",
				`--test-reporter-destination=${file}`,
				`${file}.test.mjs`,
			],
			env: daemon.env,
		});

		const { code } = await runCli(["ingest", "junit", file], daemon);

		assert.equal(code, 0);
		const [failure, session] = (await bus.query()).events;
		assert.equal(failure?.fields["nodeid"], "test > pays");
		assert.match(String(failure.fields["message"]), /^declined/);
		assert.deepEqual([session?.fields["passed"], session?.fields["failed"]], [1, 1]);
	});
});
