/**
 * Runs the tests: all of them on this Node, then what touches the system on each other Node that is there.
 * `npm test -- store` runs the files whose path contains "store"; words that begin with "-" go to `node --test`.
 */

import { listFiles } from "./build/tree.js";
import { findOtherNodes } from "./test/nodes.js";
import { runSuite } from "./test/run-suite.js";
import { openSandbox } from "./test/sandbox.js";

/** Pure code cannot differ between versions of Node; sockets, processes and SQLite can. */
const VERSION_DEPENDENT = /^build\/test\/(end-to-end|guarantees|plugins|store)\//;
/** Needs the agents of other vendors: `npm run test:agents`. */
const WITH_AGENTS = /^build\/test\/real-agents\//;

const words = process.argv.slice(2);
const nodeOptions = words.filter((word) => word.startsWith("-"));
const filters = words.filter((word) => !word.startsWith("-"));

const all = listFiles("build/test").filter((file) => file.endsWith(".test.js") && !WITH_AGENTS.test(file));
const chosen = all.filter(
	(file) => filters.length === 0 || filters.some((filter) => file.includes(toBuilt(filter))),
);
if (chosen.length === 0) {
	console.error(`Cannot run the tests: no file of build/test matches "${filters.join(" ")}"`);
	process.exit(1);
}

const runs = [{ node: process.execPath, files: chosen }];
if (words.length === 0) {
	const files = chosen.filter((file) => VERSION_DEPENDENT.test(file));
	if (files.length > 0) runs.push(...findOtherNodes().map((node) => ({ node, files })));
}

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const { node, files } of runs) {
	const sandbox = openSandbox();
	const result = await runSuite({ node, files, nodeOptions, environment: sandbox.environment });
	sandbox.close();
	for (const key of Object.keys(totals)) totals[key] += result[key];
}

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;

/** A filter may name the source, as an editor shows it: test/event/matcher.test.ts. */
function toBuilt(filter) {
	return filter.replace(/^\.\//, "").replace(/\.ts$/, ".js");
}
