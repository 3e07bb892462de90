/** Type declarations beside the SDK's bundles. Slower than esbuild, so only packing and the check ask for them. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { listFiles, root, writeOutput } from "./tree.js";

export async function emitDeclarations() {
	if (!existsSync(join(root, "src/index.ts"))) {
		console.error("note: src/index.ts does not exist, declarations are left out");
		return;
	}
	for (const file of declarationsIn("dist")) rmSync(join(root, file));

	const compiler = join(root, "node_modules/typescript/bin/tsc");
	const { status } = spawnSync(process.execPath, [compiler, "--project", "tsconfig.declarations.json"], {
		cwd: root,
		stdio: "inherit",
	});
	if (status !== 0) throw new Error("Cannot emit declarations: tsc found the errors above");

	// The same text is read as ESM or as CommonJS by the package.json nearest to it, so each format needs its own copy.
	for (const file of declarationsIn("dist/esm")) {
		writeOutput(join(root, file.replace("dist/esm/", "dist/cjs/")), readFileSync(join(root, file)));
	}
}

function declarationsIn(folder) {
	return listFiles(folder).filter((file) => file.endsWith(".d.ts"));
}
