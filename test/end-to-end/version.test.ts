import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../repository/checkout.js";
import { makeBusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { runCli } from "../support/run-cli.js";

const { version } = JSON.parse(read("package.json")) as { version: string };

test("waitbus version, --version and -V print the version of the package", async (t) => {
	const { env } = makeBusDirectories(t);

	const results = await Promise.all(
		[["version"], ["--version"], ["-V"]].map((args) => runCli(args, { env })),
	);

	for (const { code, stdout, stderr } of results) {
		assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `waitbus ${version}\n`, stderr: "" });
	}
});

test("waitbus version --json names the daemon's version while one runs, and starts none", async (t) => {
	const { env } = makeBusDirectories(t);
	const daemon = await startDaemon(t);

	const without = await runCli(["version", "--json"], { env });
	const running = await runCli(["version", "--json"], { env: daemon.env });

	const node = process.versions.node;
	assert.deepEqual(JSON.parse(without.stdout), { version, node, daemon: null, protocol: 2 });
	assert.deepEqual(JSON.parse(running.stdout), { version, node, daemon: version, protocol: 2 });
	assert.equal((await runCli(["status"], { env })).code, 125);
});
