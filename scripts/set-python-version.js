/** Gives the Python package the version of this one; a test holds them together. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifest } from "./build/constants.js";
import { root } from "./build/tree.js";

const path = join(root, "integrations/python/waitbus/__init__.py");
const source = readFileSync(path, "utf8");
writeFileSync(path, source.replace(/^__version__ = .*$/m, `__version__ = "${manifest.version}"`));
