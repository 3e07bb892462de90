import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseOn } from "../../src/cli/version.js";

test("a program that is newer than the daemon says how to restart it", () => {
	assert.match(
		adviseOn("0.10.0", "0.9.3") ?? "",
		/daemon that runs is version 0\.9\.3; restart it with: waitbus stop/,
	);
});

test("a program that is older than the daemon says how to update it", () => {
	assert.match(adviseOn("0.9.3", "0.10.0") ?? "", /version 0\.10\.0; update this program/);
});

test("equal versions are not worth a word", () => {
	assert.equal(adviseOn("0.1.0", "0.1.0"), undefined);
});
