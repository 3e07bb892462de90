/** An agent of a demonstration: `waitbus join NAME -- sh -c SCRIPT`, and what it says. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Stage } from "./stage.js";
import { wallMs } from "./waiter.js";

export class AgentProcess {
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	#said = "";
	#complaint = "";
	#lastSaidAtMs: number | undefined;

	constructor({ directory, program, env }: Stage, name: string, script: string) {
		this.#child = spawn(process.execPath, [program, "join", name, "--", "sh", "-c", script], {
			cwd: directory,
			env: { ...env, PATH: `${placeCommand(directory, program)}:${env["PATH"] ?? ""}` },
			// All of it can be killed at once.
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.#child.stdout.on("data", (chunk) => {
			this.#lastSaidAtMs = wallMs();
			this.#said += String(chunk);
		});
		this.#child.stderr.on("data", (chunk) => {
			this.#complaint += String(chunk);
		});
	}

	/** What it has written to standard error. */
	get complaint(): string {
		return this.#complaint;
	}

	/** Milliseconds since the epoch. */
	get lastSaidAtMs(): number | undefined {
		return this.#lastSaidAtMs;
	}

	/** Whether it writes that to standard output in time. */
	async says(pattern: RegExp, limitMs: number): Promise<boolean> {
		return await this.#appears(() => pattern.test(this.#said), limitMs);
	}

	async complains(pattern: RegExp, limitMs: number): Promise<boolean> {
		return await this.#appears(() => pattern.test(this.#complaint), limitMs);
	}

	kill(): void {
		const { pid } = this.#child;
		if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		process.kill(-pid, "SIGKILL");
	}

	async #appears(hasAppeared: () => boolean, limitMs: number): Promise<boolean> {
		const limit = AbortSignal.timeout(limitMs);
		while (!hasAppeared()) {
			const isOver = await new Promise<boolean>((resolve) => {
				const next = (): void => resolve(limit.aborted || this.#child.exitCode !== null);
				for (const stream of [this.#child.stdout, this.#child.stderr]) stream.once("data", next);
				this.#child.once("close", next);
				limit.addEventListener("abort", next, { once: true });
			});
			if (isOver) return hasAppeared();
		}
		return true;
	}
}

/** A `waitbus` that the scripts find, whether or not it is installed. @returns its folder */
function placeCommand(directory: string, program: string): string {
	const path = join(directory, "waitbus");
	if (!existsSync(path)) {
		writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
		chmodSync(path, 0o700);
	}
	return directory;
}
