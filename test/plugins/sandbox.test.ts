import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { Permissions } from "../../src/plugins/permissions.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { runBody } from "./scratch-run.js";

const CAN_HOLD_NET = process.allowedNodeEnvironmentFlags.has("--allow-net");

describe("a plugin that was granted nothing", () => {
	const attempts: Record<string, string> = {
		"read a file": 'fs.readFileSync("PLACE/secret")',
		"see whether a file is there": 'fs.statSync("PLACE/secret")',
		"list a directory": 'fs.readdirSync("/")',
		"read what the kernel says of others": 'fs.readFileSync("/proc/" + process.ppid + "/environ")',
		"write a file": 'fs.writeFileSync("PLACE/new", "")',
		"write into its own package": 'fs.writeFileSync(new URL("new", import.meta.url), "")',
		"make a symbolic link": 'fs.symlinkSync("PLACE/secret", "PLACE/new")',
		"write a file by way of SQLite": '(await import("node:sqlite")).DatabaseSync("PLACE/new")',
		"start a program": '(await import("node:child_process")).execFileSync("touch", ["PLACE/new"])',
		"become another program": 'process.execve("/bin/sh", ["sh", "-c", "echo > PLACE/new"])',
		"start a thread": 'new (await import("node:worker_threads")).Worker("", { eval: true })',
		"load machine code": 'process.dlopen({ exports: {} }, "PLACE/secret")',
		"open a debugger": '(await import("node:inspector")).open(0)',
		"signal the daemon": 'process.kill(process.ppid, "SIGUSR1")',
		"signal everybody": "process.kill(-1, 0)",
		"debug the daemon": "process._debugProcess(process.ppid)",
	};
	for (const [what, attempt] of Object.entries(attempts)) {
		test(`cannot ${what}`, async (t) => {
			const place = makePlace(t);

			const outcome = await attemptIn(t, attempt.replaceAll("PLACE", place));

			assert.match(outcome, /^refused/);
			assert.equal(existsSync(join(place, "new")), false);
		});
	}

	test(`cannot reach the network${CAN_HOLD_NET ? "" : ", except that this Node cannot hold it back"}`, async (t) => {
		const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		t.after(() => server.close());
		const { port } = server.address() as { port: number };
		const connect = `await new Promise((resolve, reject) =>
			net.connect(${port}, "127.0.0.1").once("connect", resolve).once("error", reject))`;

		const outcomes = [
			await attemptIn(t, connect),
			await attemptIn(t, connect, { net: [`127.0.0.1:${port}`] }),
		];

		assert.match(outcomes[0] ?? "", CAN_HOLD_NET ? /^refused/ : /^done$/);
		assert.equal(outcomes[1], "done");
	});
});

describe("a plugin can do what was granted:", () => {
	test("read a file, and not the one beside it", async (t) => {
		const place = makePlace(t);
		writeFileSync(join(place, "open"), "");
		const granted = { fs_read: [join(place, "open")] };

		const outcomes = [
			await attemptIn(t, `fs.readFileSync("${place}/open")`, granted),
			await attemptIn(t, `fs.readFileSync("${place}/secret")`, granted),
		];

		assert.equal(outcomes[0], "done");
		assert.match(outcomes[1] ?? "", /^refused/);
	});

	test("read and write in a directory, there or not", async (t) => {
		const place = makePlace(t);
		mkdirSync(join(place, "there"));
		const granted = {
			fs_read: [join(place, "there")],
			fs_write: [join(place, "there"), join(place, "later")],
		};

		const outcomes = [
			await attemptIn(
				t,
				`fs.writeFileSync("${place}/there/new", "a"); fs.readFileSync("${place}/there/new")`,
				granted,
			),
			await attemptIn(
				t,
				`fs.mkdirSync("${place}/later"); fs.writeFileSync("${place}/later/new", "b")`,
				granted,
			),
			await attemptIn(t, `fs.writeFileSync("${place}/thereabouts", "")`, granted),
		];

		assert.deepEqual(outcomes.slice(0, 2), ["done", "done"]);
		assert.match(outcomes[2] ?? "", /^refused/);
		assert.equal(readFileSync(join(place, "later", "new"), "utf8"), "b");
	});
});

function makePlace(t: TestContext): string {
	const place = makeTemporaryDirectory(t);
	writeFileSync(join(place, "secret"), "");
	return place;
}

/** `done`, or `refused` and why. */
async function attemptIn(t: TestContext, code: string, granted: Partial<Permissions> = {}): Promise<string> {
	const run = runBody(
		t,
		`const [fs, net] = [await import("node:fs"), await import("node:net")];
		let outcome = "done";
		try { ${code}; } catch (error) { outcome = "refused: " + error.message; }
		await context.emit([{ event_type: "seen", fields: { outcome } }]);
		await new Promise(() => {});`,
		{ granted },
	);
	const [draft] = await run.emitted(1);
	return String(draft?.fields?.["outcome"]);
}
