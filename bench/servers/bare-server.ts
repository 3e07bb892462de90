/** A process in Node that has a socket and a database, as any such daemon has, and does nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createScratchDirectory } from "../scratch-directory.js";

export async function startBareServer(): Promise<{ readonly pid: number; stop(): Promise<void> }> {
	const scratch = createScratchDirectory();
	const script = join(import.meta.dirname, "../workers/bare.js");
	const child = spawn(process.execPath, [script, `${scratch.path}/bare.sock`, `${scratch.path}/bare.db`], {
		stdio: ["ignore", "pipe", "ignore"],
	});
	await once(child.stdout, "data");
	return {
		pid: child.pid ?? 0,
		stop: async () => {
			const gone = once(child, "exit");
			child.kill();
			await gone;
			scratch.remove();
		},
	};
}
