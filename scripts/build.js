/**
 * Builds what is asked for: `--tests` build/, `--dist` the shipped bundles, `--types` their declarations.
 * Without a flag: build/ and the bundles, which is what tests and the demo need.
 */

import { bundleDist } from "./build/bundle.js";
import { emitDeclarations } from "./build/declarations.js";
import { fingerprintSources, writeStamp } from "./build/freshness.js";
import { transpileTree } from "./build/transpile.js";

const KNOWN_FLAGS = ["--tests", "--dist", "--types"];

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !KNOWN_FLAGS.includes(flag));
if (unknown !== undefined) {
	console.error(`Cannot build "${unknown}": wanted one of ${KNOWN_FLAGS.join(", ")}`);
	process.exit(2);
}

const wantsAll = flags.length === 0;
// Taken before the work: a file saved while we build must make the result look old.
const fingerprint = fingerprintSources();

try {
	if (wantsAll || flags.includes("--tests")) await transpileTree();
	if (wantsAll || flags.includes("--dist")) await bundleDist();
	if (flags.includes("--types")) await emitDeclarations();
	if (wantsAll) writeStamp(fingerprint);
} catch (error) {
	// esbuild has printed its own errors with file, line and column.
	if (!Array.isArray(error?.errors)) console.error(error?.message ?? error);
	process.exitCode = 1;
}
