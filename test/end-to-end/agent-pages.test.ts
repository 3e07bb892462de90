/** What an agent reads first is run as it stands, each block of shell in a project and on a bus of its own. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { runCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");

for (const page of ["skills/waitbus/SKILL.md", "llms.txt"]) {
	test(`every command of ${page} that stands in a block does what it says`, async (t) => {
		const blocks = [...readFileSync(join(ROOT, page), "utf8").matchAll(/^```sh\n(.*?)^```$/gms)];
		const folder = makeTemporaryDirectory(t);
		mkdirSync(join(folder, "bin"));
		symlinkSync(PROGRAM, join(folder, "bin/waitbus"));
		writeFileSync(join(folder, "package.json"), '{ "scripts": { "test": "echo passed" } }');
		const { env } = await startDaemon(t);
		const path = [join(folder, "bin"), env["PATH"]].join(delimiter);

		assert.ok(blocks.length > 0);
		for (const [, code = ""] of blocks) {
			// A block may go on from the one before, as a reader does.
			const options = { input: code, cwd: folder, env: { ...env, PATH: path } };
			const result = await runCli(["-e"], { program: ["sh"], ...options });
			assert.doesNotMatch(result.stdout, /^tests started$/m);
			assert.equal(result.code, 0, `${code}\n${result.stdout}${result.stderr}`);
		}
	});
}

test("waitbus --help tells where the skill is", async () => {
	const { stdout } = await runCli(["--help"], { env: process.env });

	const [, path = ""] = /^What a coding agent should know of it: (.*)$/m.exec(stdout) ?? [];
	assert.match(readFileSync(path, "utf8"), /^name: waitbus$/m);
});
