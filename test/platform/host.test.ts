import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { test } from "node:test";
import type { Host } from "../../src/platform/host.js";

const module = new URL("../../src/platform/host.js", import.meta.url).href;

function parseHostOf(env: NodeJS.ProcessEnv): Host {
	const script = `import { readHost } from ${JSON.stringify(module)}; console.log(JSON.stringify(readHost()))`;
	const stdout = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
		env,
		encoding: "utf8",
	});
	return JSON.parse(stdout) as Host;
}

test("the home directory is HOME", () => {
	const host = parseHostOf({ HOME: "/home/ada", TMPDIR: "/var/tmp" });

	assert.equal(host.homeDirectory, "/home/ada");
	assert.equal(host.temporaryDirectory, "/var/tmp");
	assert.equal(host.uid, process.getuid?.());
	assert.equal(host.platform, process.platform);
});

for (const env of [{}, { HOME: "" }, { HOME: "somewhere" }]) {
	test(`with ${JSON.stringify(env)} the home directory is that of the password database`, () => {
		const host = parseHostOf(env);

		assert.equal(host.homeDirectory, userInfo().homedir);
		assert.equal(host.temporaryDirectory, "/tmp");
	});
}
