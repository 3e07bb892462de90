/** One `node --test` over a list of files, and what it counted. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../build/tree.js";

/** Stops a file that hangs, long after the slowest is done. */
const FILE_TIMEOUT_MS = 300_000;

export async function runSuite({ node, files, nodeOptions, environment }) {
	const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim();
	console.log(`Node ${version}, ${files.length} test files`);

	const folder = mkdtempSync(join(tmpdir(), "wb-totals-"));
	const totalsPath = join(folder, "totals.json");
	try {
		const options = [
			"--enable-source-maps",
			"--test",
			// Tests wait more than they compute, so one more than there are cores keeps those busy.
			`--test-concurrency=${availableParallelism() + 1}`,
			`--test-timeout=${FILE_TIMEOUT_MS}`,
			`--test-reporter=${pathToFileURL(join(root, "scripts/test/reporter.js"))}`,
			"--test-reporter-destination=stdout",
			...nodeOptions,
		];
		const child = spawn(node, [...options, ...files], {
			cwd: root,
			stdio: ["ignore", "inherit", "inherit"],
			env: { ...environment, WAITBUS_TEST_TOTALS: totalsPath },
		});
		const [code, signal] = await once(child, "exit");
		return judge(readTotals(totalsPath), code ?? signal);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The runner's exit code has the last word: whatever it minds and did not count is one failure. */
function judge(totals, ending) {
	if (totals !== undefined && (ending === 0 || totals.failed > 0)) return totals;
	console.log(`node --test ended with ${ending}${totals === undefined ? " and counted nothing" : ""}`);
	return { ...(totals ?? { passed: 0, skipped: 0 }), failed: 1 };
}

function readTotals(path) {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return undefined;
	}
}
