/** build/: each file of src, test and bench on its own, so that a test imports the module it names. */

import { readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import { constantsFor, esbuildDefaults } from "./constants.js";
import { listFiles, removeStale, root, writeOutput } from "./tree.js";

export async function transpileTree() {
	const files = ["src", "test", "bench"].flatMap((folder) => listFiles(folder));
	const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
	const result = await build({
		...esbuildDefaults,
		entryPoints: sources.map((file) => join(root, file)),
		outdir: join(root, "build"),
		outbase: root,
		format: "esm",
		sourcemap: true,
		sourcesContent: false,
		define: constantsFor({ format: "esm", binPath: join(root, "dist", "bin.cjs") }),
	});

	const written = new Set();
	for (const output of result.outputFiles) {
		writeOutput(output.path, output.contents);
		written.add(relative(root, output.path).split(sep).join("/"));
	}
	for (const fixture of files.filter((file) => !file.endsWith(".ts") && !file.endsWith(".md"))) {
		const path = join(root, fixture);
		writeOutput(join(root, "build", fixture), readFileSync(path), statSync(path).mode & 0o777);
		written.add(`build/${fixture}`);
	}
	removeStale("build", (file) => written.has(file));
}
