import assert from "node:assert/strict";
import { type ChildProcess, execFile } from "node:child_process";
import { once } from "node:events";
import { type TestContext, describe, test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { type DaemonProcess, PROGRAM, startDaemon } from "../support/daemon-process.js";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";

/** Emits events numbered in `fields.n` and in their summary; says their ids. */
async function emit(
	env: NodeJS.ProcessEnv,
	numbers: readonly number[],
	source = "demo",
): Promise<readonly string[]> {
	const lines = numbers.map((n) =>
		JSON.stringify({ source, event_type: "step", summary: `step ${n}`, fields: { n } }),
	);
	const { stdout } = await runCli(["emit", "-"], { env, input: lines.join("\n") });
	return stdout.trim().split("\n");
}

function startTail(t: TestContext, args: readonly string[], { env }: DaemonProcess): CliProcess {
	const tail = startCli(["tail", ...args], { env });
	t.after(() => tail.kill());
	return tail;
}

function summariesOf(lines: readonly string[]): readonly string[] {
	return lines.map((line) => line.split("  ").at(-1) ?? "");
}

function range(first: number, last: number): readonly number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const steps = (numbers: readonly number[]): readonly string[] => numbers.map((n) => `step ${n}`);

describe("waitbus tail", () => {
	test("prints the last 10 events, then each new one", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, range(1, 12));
		const tail = startTail(t, [], daemon);
		await tail.printed(10);

		await emit(daemon.env, [13, 14]);

		assert.deepEqual(summariesOf(await tail.printed(12)), steps(range(3, 14)));
	});

	test("joins the last events and the new ones without gap or duplicate while others emit", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, [0]);
		const emitting = (async () => {
			for (const round of range(0, 9)) await emit(daemon.env, range(round * 100 + 1, round * 100 + 100));
		})();

		const tails = await Promise.all(
			range(1, 3).map(async () => {
				const tail = startTail(t, ["-n", "50", "--json", "--match", "n>=0"], daemon);
				await tail.printed(1);
				return tail;
			}),
		);
		await emitting;
		await emit(daemon.env, [1_001]);

		for (const tail of tails) {
			while (!tail.stdout.includes('"summary":"step 1001"'))
				await tail.printed(tail.stdout.split("\n").length);
			const numbers = tail.stdout
				.trim()
				.split("\n")
				.map((line) => Number(/"n":(\d+)/.exec(line)?.[1]));
			assert.deepEqual(numbers, range(numbers[0] ?? -1, 1_001));
		}
	});

	test("prints everything from --since on", async (t) => {
		const daemon = await startDaemon(t);
		const [, second = ""] = await emit(daemon.env, range(1, 15));

		const { stdout, code } = await runCli(["tail", "--since", second, "--no-follow"], { env: daemon.env });

		assert.equal(code, 0);
		assert.deepEqual(summariesOf(stdout.trim().split("\n")), steps(range(3, 15)));
	});

	test("finds the last few that match in a long log", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, [1, 2, 3], "rare");
		await emit(daemon.env, range(1, 5_000));

		const found = await runCli(["tail", "--match", "source^=ra", "-n", "2", "--no-follow"], {
			env: daemon.env,
		});

		assert.deepEqual(summariesOf(found.stdout.trim().split("\n")), ["step 2", "step 3"]);
	});

	test("ends after --count events", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, range(1, 5));

		const { stdout, code } = await runCli(["tail", "--since", "start", "--count", "3"], { env: daemon.env });

		assert.equal(code, 0);
		assert.deepEqual(summariesOf(stdout.trim().split("\n")), steps([1, 2, 3]));
	});

	test("ends with 124 when nothing came for --timeout", async (t) => {
		const daemon = await startDaemon(t);

		const { code, stdout, stderr } = await runCli(["tail", "--timeout", "100ms"], { env: daemon.env });

		assert.equal(code, 124);
		assert.equal(stdout, "");
		assert.match(stderr, /Timed out: no event for 100 ms \[WAIT_TIMED_OUT\]/);
	});

	test("prints with --json what the daemon stored, nanoseconds exact", async (t) => {
		const daemon = await startDaemon(t);
		await runCli(["emit", "-s", "demo", "-t", "step", "--received-at", "1767225600000000001"], {
			env: daemon.env,
		});

		const { stdout } = await runCli(["tail", "--no-follow", "--json"], { env: daemon.env });

		assert.match(stdout, /^\{"kind":"event","event_id":"\w{26}",.*"received_at":1767225600000000001,.*\}\n$/);
	});

	test("prints CloudEvents when asked", async (t) => {
		const daemon = await startDaemon(t);
		const [id] = await emit(daemon.env, [1]);

		const { stdout } = await runCli(["tail", "--no-follow", "--format", "cloudevents"], { env: daemon.env });

		const { specversion, id: found } = JSON.parse(stdout) as Record<string, unknown>;
		assert.deepEqual({ specversion, id: found }, { specversion: "1.0", id });
	});

	test("lets no escape sequence of an emitter through to the terminal", async (t) => {
		const daemon = await startDaemon(t);
		const status = "\u001b]0;owned\u0007\u001b[31mred";
		await runCli(["emit", "-s", "demo", "-t", "step", "--status", status, "--summary", "a\u001b[2Jb\r\nc"], {
			env: daemon.env,
		});

		const { stdout } = await runCli(["tail", "--no-follow"], { env: daemon.env });

		assert.match(stdout, / red {8}ab c\n$/);
		assert.doesNotMatch(stdout.slice(0, -1), /[\u0000-\u001f\u007f-\u009f]/);
	});

	test("announces on standard error what retention removed before it was read", async (t) => {
		const daemon = await startDaemon(t, { config: "[retention]\nmax_events = 10\n" });
		const ids = await emit(daemon.env, range(1, 1_500));
		while ((await readStatus(daemon)).events > 10) await readStatus(daemon);

		const { stdout, stderr } = await runCli(["tail", "--since", ids[0] ?? "", "--no-follow"], {
			env: daemon.env,
		});

		assert.deepEqual(summariesOf(stdout.trim().split("\n")), steps(range(1_491, 1_500)));
		assert.equal(stderr, `waitbus: gap: retention removed events up to and including ${ids[1_489]}\n`);
	});

	test("goes on after a restart of the daemon", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, [1]);
		const tail = startTail(t, [], daemon);
		await tail.printed(1);

		await daemon.kill9();
		await daemon.restart();
		await emit(daemon.env, [2]);

		assert.deepEqual(summariesOf(await tail.printed(2)), steps([1, 2]));
	});

	test("ends with 130 at Ctrl-C", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, [1]);
		const tail = startTail(t, [], daemon);
		await tail.printed(1);

		tail.kill("SIGINT");
		const { signal, stderr } = await tail.result;

		// A shell shows the death by signal 2 as 130, and ends its own loop, as a person at the keyboard wants.
		assert.equal(signal, "SIGINT");
		assert.equal(stderr, "");
	});

	test("ends quietly when the reader of its output goes", async (t) => {
		const daemon = await startDaemon(t);
		await emit(daemon.env, range(1, 10));

		const pipe = `"${process.execPath}" "${PROGRAM}" tail | { head -n 1; exec <&-; echo gone >&2; }`;
		const shell = execFile("sh", ["-c", pipe], { env: daemon.env });
		const output = collect(shell);
		// It may end early: the look back is several writes, and the reader takes one line.
		const closed = once(shell, "close");
		if (shell.stderr !== null) await once(shell.stderr, "data");
		// A pipe tells that nobody reads it any more with the next write alone.
		await emit(daemon.env, range(11, 11));
		await closed;

		assert.deepEqual(summariesOf(output.stdout.trim().split("\n")), ["step 1"]);
		assert.equal(output.stderr, "gone\n");
	});

	test("does not start a daemon with --no-start", async (t) => {
		const { env } = makeBusDirectories(t);

		const { code, stderr } = await runCli(["tail", "--no-start"], { env });

		assert.equal(code, 125);
		assert.match(stderr, /\[DAEMON_UNREACHABLE\]/);
	});

	const refusals: Record<string, readonly [readonly string[], RegExp]> = {
		"a number of lines that is none": [
			["-n", "many"],
			/--lines "many" is not a whole number from 0 to 100000/,
		],
		"a count of zero": [["--count", "0"], /--count "0" is not a whole number from 1/],
		"a format it does not know": [["--format", "xml"], /--format "xml" is none of text, json, cloudevents/],
		"an idle time of zero": [["--timeout", "0"], /Cannot use --timeout "0": not longer than zero/],
	};
	for (const [what, [args, message]] of Object.entries(refusals)) {
		test(`refuses ${what}`, async (t) => {
			const { env } = makeBusDirectories(t);

			const { code, stderr } = await runCli(["tail", ...args], { env });

			assert.equal(code, 2);
			assert.match(stderr, message);
		});
	}
});

async function readStatus({ env }: DaemonProcess): Promise<{ readonly events: number }> {
	const { stdout } = await runCli(["status", "--json"], { env });
	return JSON.parse(stdout) as { events: number };
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
	const output = { stdout: "", stderr: "" };
	child.stdout?.on("data", (chunk) => (output.stdout += String(chunk)));
	child.stderr?.on("data", (chunk) => (output.stderr += String(chunk)));
	return output;
}
