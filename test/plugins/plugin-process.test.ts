import assert from "node:assert/strict";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { isRunning } from "../support/processes.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { runBody } from "./scratch-run.js";

const UNTIL_STOPPED = "await new Promise(() => {});";
const LINUX = { skip: process.platform === "linux" ? false : "reads /proc" };

describe("the process of a plugin", () => {
	test("finds nothing in its environment but what was granted and is there", async (t) => {
		const run = runBody(
			t,
			`await context.emit([{ event_type: "seen", fields: { env: process.env } }]); ${UNTIL_STOPPED}`,
			{
				env: { TOKEN: "t0p" },
			},
		);

		const [draft] = await run.emitted(1);

		assert.deepEqual(draft?.fields, { env: { TOKEN: "t0p" } });
	});

	test("has none of our files open, and gives way to others", LINUX, async (t) => {
		const fd = openSync(join(makeTemporaryDirectory(t), "ours"), "w");
		t.after(() => closeSync(fd));
		const run = runBody(t, `context.reportHealth({ state: "up" }); ${UNTIL_STOPPED}`);

		await run.up();

		const folder = `/proc/${run.pid}/fd`;
		const open = readdirSync(folder).map((name) => readlinkSync(join(folder, name)));
		assert.deepEqual(
			open.filter((target) => target.startsWith("/") && target !== "/dev/null"),
			[],
		);
		assert.equal(niceness(run.pid), 10);
	});

	test("takes with it what it has started", async (t) => {
		const run = runBody(
			t,
			`const { spawn } = await import("node:child_process");
			const child = spawn("sleep", ["1000"], { stdio: "ignore" });
			await context.emit([{ event_type: "seen", fields: { pid: child.pid } }]); ${UNTIL_STOPPED}`,
			{ granted: { child_process: true }, env: { PATH: process.env["PATH"] } },
		);
		const [draft] = await run.emitted(1);
		const pid = Number(draft?.fields?.["pid"]);
		assert.ok(isRunning(pid));

		process.kill(run.pid, "SIGKILL");

		assert.match((await run.failure)?.message ?? "", /SIGKILL$/);
		// The kernel ends it when it comes to that; the runner's limit is the test's.
		while (isRunning(pid)) await new Promise(setImmediate);
	});

	test("ends when the daemon is gone", async (t) => {
		const run = runBody(t, `context.reportHealth({ state: "up" }); ${UNTIL_STOPPED}`);
		await run.up();

		const { pid } = run;
		run.hangUp();

		// Its end of the line may be heard of before its own.
		assert.match((await run.failure)?.message ?? "", /: it (ended with exit code 0|hung up)$/);
		while (isRunning(pid)) await new Promise(setImmediate);
	});
});

/** proc(5): after the name in brackets come the state and sixteen more fields. */
function niceness(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
	return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}
