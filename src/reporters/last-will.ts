/**
 * Says how a run ended when its process can no longer do so: two small processes, a shell and a tail, wait for
 * the end of a pipe, which comes however the process ends, and then emit the last event that was written to it.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { EventDraft } from "../event/event.js";

export interface LastWillOptions {
	/** The JavaScript file of the `waitbus` command. */
	readonly program: string;
	readonly env: NodeJS.ProcessEnv;
}

const SCRIPT = 'last=$(tail -n 1); if [ -n "$last" ]; then printf "%s\\n" "$last" | "$0" "$1" emit -; fi';

export class LastWill {
	readonly #child: ChildProcessByStdio<Writable, null, null>;

	constructor({ program, env }: LastWillOptions) {
		// What loads something into the runner would load it into the emitter as well.
		const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...inherited } = env;
		this.#child = spawn("/bin/sh", ["-c", SCRIPT, process.execPath, program], {
			cwd: "/",
			// In a session of its own: the Ctrl-C that ends the run shall not end it.
			detached: true,
			stdio: ["pipe", "ignore", "ignore"],
			env: inherited,
		});
		// Where there is no shell there is no will.
		this.#child.on("error", () => undefined);
		this.#child.stdin.on("error", () => undefined);
		this.#child.unref();
		// The end of a pipe is a socket, which would keep the runner's process alive.
		if (this.#child.stdin instanceof Socket) this.#child.stdin.unref();
	}

	/** From now on this is what is emitted. */
	write(draft: EventDraft): void {
		this.#child.stdin.write(`${JSON.stringify(draft)}\n`);
	}

	/** Nothing is emitted any more. */
	revoke(): void {
		this.#child.stdin.end("\n");
	}
}
