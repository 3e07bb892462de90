/** A program on a real terminal, of which the test is the keyboard and the screen. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { PROGRAM } from "./daemon-process.js";

// Node opens no terminals; Python does. The exit code is the program's, 128 + n when signal n ended it.
const RELAY = `
import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
inputs = [terminal, 0]
while True:
    ready = select.select(inputs, [], [])[0]
    if 0 in ready:
        keys = os.read(0, 4096)
        if keys: os.write(terminal, keys)
        else: inputs.remove(0)
    if terminal in ready:
        try: text = os.read(terminal, 65536)
        except OSError: break
        if not text: break
        os.write(1, text)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;

export class TerminalSession {
	readonly exitCode: Promise<number | null>;
	readonly #relay: ChildProcessByStdio<Writable, Readable, null>;
	#screen = "";

	/** Runs the command line of waitbus; it does not outlive the test. */
	constructor(t: Pick<TestContext, "after">, args: readonly string[], env: NodeJS.ProcessEnv) {
		this.#relay = spawn("python3", ["-c", RELAY, process.execPath, PROGRAM, ...args], {
			env,
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.#relay.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.#screen += text;
		});
		this.exitCode = once(this.#relay, "close").then(([code]) => code as number | null);
		t.after(() => void this.#relay.kill("SIGKILL"));
	}

	get screen(): string {
		return this.#screen;
	}

	type(keys: string): void {
		this.#relay.stdin.write(keys);
	}

	async shows(pattern: RegExp): Promise<void> {
		while (!pattern.test(this.#screen)) {
			const ended = await Promise.race([
				once(this.#relay.stdout, "data").then(() => false),
				this.exitCode.then(() => true),
			]);
			if (ended && !pattern.test(this.#screen))
				throw new Error(`ended before it showed ${pattern}: ${this.#screen}`);
		}
	}
}
