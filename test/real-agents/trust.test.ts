/** What Codex says of hooks that nobody has trusted yet. */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../support/run-cli.js";
import { CODEX } from "./clis/codex.js";
import { openPlace } from "./place.js";
import { setUpAgent } from "./session.js";

test("codex: a connection is not proven until its user trusts the hooks", { timeout: 60_000 }, async (t) => {
	const place = await openPlace(t);
	await setUpAgent(t, place, { cli: CODEX, script: [] });
	symlinkSync(CODEX.program[0], join(place.home, "bin/codex"));

	const { code, stdout, stderr } = await runCli(["connect", "codex", "--yes", "--verify"], {
		program: ["waitbus"],
		cwd: place.project,
		env: place.env,
	});

	assert.equal(code, 1, stdout + stderr);
	assert.match(stdout, /^ok: its hook was heard/m);
	assert.match(stdout, /^failed: its user trusts the hook: type \/hooks in codex: .*\bstop is untrusted/m);
	assert.match(stdout, /^ok: its MCP server offers tools/m);
});
