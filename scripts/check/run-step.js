/** One step of the check: a line when it is fine, all that it said when it is not. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { root } from "../build/tree.js";

export async function runStep({ name, command: [file, ...words] }) {
	const startedMs = performance.now();
	// One pipe for both, so that what it says stays in order.
	const child = spawn("/bin/sh", ["-c", 'exec "$@" 2>&1', "sh", file, ...words], {
		cwd: root,
		stdio: ["ignore", "pipe", "ignore"],
		env: { ...process.env, NO_COLOR: "1" },
	});
	const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
	const isOk = code === 0;
	const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
	const lines = [`${isOk ? "ok  " : "FAIL"} ${name.padEnd(8)} ${seconds.padStart(5)} s${summarize(output)}`];
	if (!isOk) lines.push(output.trimEnd().replace(/^(?=.)/gm, "     "));
	console.log(lines.join("\n"));
	return { name, isOk };
}

/** The tests end by counting themselves. */
function summarize(output) {
	const count = /^\d+ passed, \d+ failed.*$/m.exec(output);
	return count === null ? "" : `  ${count[0]}`;
}
