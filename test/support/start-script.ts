import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Interface } from "node:readline";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export interface Script {
	readonly child: ChildProcessByStdio<Writable, Readable, null>;
	readonly pid: number;
	/** The next line on its stdout; undefined when that has ended. */
	readLine(): Promise<string | undefined>;
	/** kill -9, and waits until it is gone. */
	kill(): Promise<void>;
}

/** Runs a script of this folder as a real process, which does not outlive the test. */
export function startScript(t: Pick<TestContext, "after">, name: string, ...args: string[]): Script {
	const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
	const child = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
	if (child.pid === undefined) throw new Error(`cannot start ${name}`);
	const exited = once(child, "exit");
	t.after(() => void child.kill("SIGKILL"));
	const lines = openLines(child.stdout);
	return {
		child,
		pid: child.pid,
		async readLine() {
			const next = await lines.next();
			return next.done ? undefined : next.value;
		},
		async kill() {
			child.kill("SIGKILL");
			await exited;
		},
	};
}

function openLines(stdout: Readable): ReturnType<Interface[typeof Symbol.asyncIterator]> {
	return createInterface({ input: stdout })[Symbol.asyncIterator]();
}
