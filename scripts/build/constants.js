/** What the sources learn from the build (declared in src/constants.d.ts), and options that every output has in common. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tree.js";

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

export const esbuildDefaults = {
	absWorkingDir: root,
	platform: "node",
	target: "node20",
	charset: "utf8",
	logLevel: "warning",
	write: false,
};

/** `binPath` is absolute, or relative to the folder of the output that asks. */
export function constantsFor({ format, binPath }) {
	return {
		__WAITBUS_VERSION__: JSON.stringify(manifest.version),
		__WAITBUS_DIRECTORY__: format === "cjs" ? "__dirname" : "import.meta.dirname",
		__WAITBUS_BIN__: JSON.stringify(binPath),
	};
}
