import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { runCli } from "../support/run-cli.js";

test("the swarm demo shows each of its steps, and leaves the user's bus alone", async (t) => {
	const { env } = makeBusDirectories(t);

	const { code, stdout } = await runCli(["swarm-demo"], { env });
	const status = await runCli(["status"], { env });

	assert.equal(code, 0, stdout);
	assert.match(stdout, /builder was lost/);
	assert.match(stdout, /reviewer holds/);
	assert.match(stdout, /Every step happened/);
	assert.equal(status.code, 125);
});
