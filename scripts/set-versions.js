/** Gives whatever else has a version that of this package; tests hold them together. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest } from "./build/constants.js";
import { root } from "./build/tree.js";

const { version } = manifest;

rewrite("integrations/python/waitbus/__init__.py", /^__version__ = .*$/gm, `__version__ = "${version}"`);
for (const file of ["server.json", "integrations/claude-plugin/.claude-plugin/plugin.json"]) {
	rewrite(file, /"version": "[^"]*"/g, `"version": "${version}"`);
}

function rewrite(file, pattern, replacement) {
	const path = join(root, file);
	writeFileSync(path, readFileSync(path, "utf8").replace(pattern, replacement));
}
