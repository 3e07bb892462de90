/** dist/: the executable with its lazily loaded parts, and the SDK for `import` and for `require`. */

import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import { constantsFor, esbuildDefaults, manifest } from "./constants.js";
import { bundleWithChunks } from "./chunks.js";
import { collectLicenses } from "./licenses.js";
import { removeStale, root, writeOutput } from "./tree.js";

/** What package.json exports, each with its declarations (tsconfig.declarations.json). */
const SDK_ENTRIES = [
	{ in: "src/index.ts", out: "index" },
	{ in: "src/source.ts", out: "source" },
	// Beside the others, not in a folder: what they load on demand lies beside them.
	...["jest", "node", "playwright", "vitest"].map((runner) => ({
		in: `src/reporters/${runner}.ts`,
		out: `reporters-${runner}`,
	})),
];

export async function bundleDist() {
	const results = [];
	if (hasSource("src/bin.ts")) results.push(...(await bundleBin()), await bundleRunner());
	if (hasSource("src/index.ts")) results.push(await bundleEsm(), ...(await bundleCommonJs()));

	const written = new Set();
	const write = (path, contents, mode) => {
		writeOutput(path, contents, mode);
		written.add(relative(root, path).split(sep).join("/"));
	};
	for (const output of results.flatMap((result) => result.outputFiles)) {
		write(output.path, output.contents, output.path.endsWith(`${sep}bin.cjs`) ? 0o755 : 0o644);
	}
	write(join(root, "dist/cjs/package.json"), '{ "type": "commonjs" }\n');
	write(
		join(root, "dist/THIRD-PARTY-LICENSES.txt"),
		collectLicenses(results.map((result) => result.metafile)),
	);
	removeStale("dist", (file) => written.has(file) || file.endsWith(".d.ts"));
}

function hasSource(file) {
	const exists = existsSync(join(root, file));
	if (!exists) console.error(`note: ${file} does not exist, its bundle is left out`);
	return exists;
}

function bundleBin() {
	const hasHashbang = readFileSync(join(root, "src/bin.ts"), "utf8").startsWith("#!");
	return bundleWithChunks({
		...bundleDefaults,
		entryPoints: [{ in: "src/bin.ts", out: "bin" }],
		outdir: join(root, "dist"),
		outExtension: { ".js": ".cjs" },
		define: constantsFor({ format: "cjs", binPath: "bin.cjs" }),
		banner: hasHashbang ? {} : { js: "#!/usr/bin/env node" },
	});
}

/** A program of its own, which loads modules of either kind. */
function bundleRunner() {
	return build({
		...bundleDefaults,
		entryPoints: [{ in: "src/plugins/runner.ts", out: "plugin-runner" }],
		outdir: join(root, "dist"),
		format: "esm",
	});
}

function bundleCommonJs() {
	return bundleWithChunks({
		...bundleDefaults,
		entryPoints: SDK_ENTRIES,
		outdir: join(root, "dist/cjs"),
		define: constantsFor({ format: "cjs", binPath: "../bin.cjs" }),
	});
}

function bundleEsm() {
	return build({
		...bundleDefaults,
		entryPoints: SDK_ENTRIES,
		outdir: join(root, "dist/esm"),
		format: "esm",
		splitting: true,
		define: constantsFor({ format: "esm", binPath: "../bin.cjs" }),
	});
}

const bundleDefaults = {
	...esbuildDefaults,
	bundle: true,
	metafile: true,
	alias: {
		"make-fetch-happen": join(root, "scripts/build/plain-fetch.js"),
		// Its main file cannot be bundled: it hides what it requires.
		"jsonc-parser": join(root, "node_modules/jsonc-parser/lib/esm/main.js"),
	},
	external: Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
};
