/** Writes lines of 100 bytes to the log file named first, more than the caller's `ulimit -f` lets it hold. */

import { openLogFile } from "../../src/platform/log-file.js";

const [path = ""] = process.argv.slice(2);
const file = openLogFile(path, { maxBytes: 1_000_000 });
for (let line = 0; line < 100; line += 1) file.write(`${String(line).padEnd(98, ".")}|\n`);
console.log(file.droppedLines);
