/** Takes the lock named first and says "held" or "refused"; a holder stays until it is killed or its stdin ends. */

import { spawn } from "node:child_process";
import { acquireInstanceLock } from "../../src/platform/instance-lock.js";
import { openLibc } from "../../src/platform/libc.js";

const [lockPath = "", wish] = process.argv.slice(2);
const lock = acquireInstanceLock(await openLibc(), lockPath, {
	pid: process.pid,
	startedAtMs: Date.now(),
	socketPath: "/run/user/1000/waitbus/broadcast.sock",
	version: "1.2.3",
});
console.log(lock === undefined ? "refused" : "held");

if (lock !== undefined) {
	if (wish === "with-child") {
		const child = spawn("sleep", ["300"], { stdio: "ignore", detached: true });
		console.log(child.pid);
		child.unref();
	}
	process.stdin.resume();
	process.stdin.on("end", () => lock.release());
}
