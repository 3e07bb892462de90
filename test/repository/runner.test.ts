import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { pathTo } from "./checkout.js";

describe("the test runner's report", () => {
	let folder = "";

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "runner-"));
	});

	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	test("counts what passed, failed and was skipped", () => {
		const { totals } = report(
			folder,
			'test("a", () => {}); test("b", () => { throw new Error("b broke"); }); test.skip("c", () => {});',
		);

		assert.deepEqual(totals, { passed: 1, failed: 1, skipped: 1 });
	});

	test("shows a failure in full, with what its file printed", () => {
		const { output } = report(
			folder,
			'console.log("a clue"); test("b", () => { throw new Error("b broke"); });',
		);

		assert.match(output, /failed: b \(line 2\)\n +Error: b broke\n +at .*sample\.test\.mjs:2/);
		assert.match(output, /its output:\n +a clue/);
	});

	test("says why a test was skipped", () => {
		const { output } = report(folder, 'test("a", { skip: "no redis-server" }, () => {});');

		assert.match(output, /skipped: a \(line 2\): no redis-server/);
	});

	test("takes a file that ends before its first test for a failure", () => {
		const { totals, output } = report(folder, 'throw new Error("cannot load");');

		assert.deepEqual(totals, { passed: 0, failed: 1, skipped: 0 });
		assert.match(output, /cannot load/);
	});

	test("takes a file without a test for a failure", () => {
		const { totals, output } = report(folder, "");

		assert.deepEqual(totals, { passed: 0, failed: 1, skipped: 0 });
		assert.match(output, /no test in it/);
	});

	test("ends with the summary of node --test", () => {
		const { output } = report(folder, 'test("a", () => {});');

		assert.match(output, /ℹ tests 1\n(ℹ .*\n)*ℹ duration_ms [\d.]+\n$/);
	});
});

/** What the reporter prints and counts for one file of tests. */
function report(folder: string, source: string): { output: string; totals: unknown } {
	const file = join(folder, "sample.test.mjs");
	const totals = join(folder, "totals.json");
	writeFileSync(file, `import test from "node:test";\n${source}\n`);
	// Under this variable a runner within a test would report to the outer one.
	const { NODE_TEST_CONTEXT: _, ...environment } = process.env;

	const reporter = [
		"--test-reporter",
		pathTo("scripts/test/reporter.js"),
		"--test-reporter-destination",
		"stdout",
	];
	const { stdout } = spawnSync(process.execPath, ["--test", ...reporter, file], {
		encoding: "utf8",
		env: { ...environment, WAITBUS_TEST_TOTALS: totals },
	});
	return { output: stdout, totals: JSON.parse(readFileSync(totals, "utf8")) as unknown };
}
