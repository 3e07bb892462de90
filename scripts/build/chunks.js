/** CommonJS bundles in which `import("./part.js")` is a `require` of a file of its own, run when the line is reached. */

import { relative, sep } from "node:path";
import { build } from "esbuild";
import { root } from "./tree.js";

/** Builds the entries, then what they load lazily, then what that loads, until nothing is new. */
export async function bundleWithChunks(options) {
	const chunks = new Map();
	const results = [await build({ ...commonJs(options, chunks) })];
	const built = new Set();
	for (;;) {
		const waiting = [...chunks].filter(([source]) => !built.has(source));
		if (waiting.length === 0) return results;
		const entryPoints = waiting.map(([source, out]) => ({ in: source, out }));
		results.push(
			await build({ ...commonJs(options, chunks), entryPoints, banner: {}, outExtension: { ".js": ".cjs" } }),
		);
		for (const [source] of waiting) built.add(source);
	}
}

function commonJs(options, chunks) {
	return {
		...options,
		format: "cjs",
		// Node's own import() of a CommonJS file costs the ESM loader, several milliseconds at start.
		supported: { "dynamic-import": false },
		plugins: [recordLazyImports(chunks)],
	};
}

/** Fills `chunks` (source path to name of the output) with what is imported dynamically by a relative path. */
function recordLazyImports(chunks) {
	return {
		name: "lazy-imports",
		setup({ onResolve, resolve }) {
			onResolve({ filter: /^\.\.?\// }, async ({ path, kind, resolveDir, importer }) => {
				if (kind !== "dynamic-import") return undefined;
				const found = await resolve(path, { kind: "import-statement", resolveDir, importer });
				if (found.errors.length > 0) return { errors: found.errors };
				const name = relative(root, found.path).split(sep).slice(1).join("-").replace(/\.ts$/, "");
				chunks.set(found.path, name);
				return { path: `./${name}.cjs`, external: true };
			});
		},
	};
}
