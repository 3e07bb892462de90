/** Everything that must hold before a change is done: `npm run check`. `--no-tests` leaves the tests out. */

import { availableParallelism } from "node:os";
import { runStep } from "./check/run-step.js";

const SIDE_BY_SIDE = Math.min(2, availableParallelism());

const TOOLS = [
	{ name: "types", command: ["node_modules/.bin/tsc", "--noEmit"] },
	{ name: "lint", command: ["node_modules/.bin/oxlint", "--deny-warnings"] },
	{ name: "format", command: ["node_modules/.bin/biome", "format", "--max-diagnostics=20"] },
	{ name: "unused", command: ["node_modules/.bin/knip", "--no-progress"] },
	{ name: "package", command: [process.execPath, "scripts/check/package.js"] },
];
// Layers, documents and dependencies are held by tests, in test/repository and test/docs.
const TESTS = { name: "tests", command: [process.execPath, "scripts/test.js"] };

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== "--no-tests");
if (unknown !== undefined) {
	console.error(`Cannot check "${unknown}": wanted --no-tests or nothing`);
	process.exit(2);
}

const waiting = [...TOOLS];
const results = [];
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, runWaiting));
// Alone: the tests fill the cores by themselves, and slower ones would only be harder to judge.
if (!flags.includes("--no-tests")) results.push(await runStep(TESTS));

const failed = results.filter(({ isOk }) => !isOk).map(({ name }) => name);
console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runWaiting() {
	for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
		results.push(await runStep(step));
}
