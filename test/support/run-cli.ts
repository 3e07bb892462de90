/** The command line, as a process of its own. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { PROGRAM } from "./daemon-process.js";

export interface CliOptions {
	readonly env: NodeJS.ProcessEnv;
	/** What the process finds on its standard input. @default nothing */
	readonly input?: string;
	readonly cwd?: string;
}

export interface CliResult {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a verb to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
	return startCli(args, options).result;
}

/** Starts a verb that stays; `result` resolves when it has ended. */
export function startCli(args: readonly string[], options: CliOptions): CliProcess {
	return new CliProcess(args, options);
}

export class CliProcess {
	readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
	readonly result: Promise<CliResult>;
	#stdout = "";
	#stderr = "";

	constructor(args: readonly string[], { env, input, cwd }: CliOptions) {
		this.child = spawn(process.execPath, [PROGRAM, ...args], {
			env,
			stdio: ["pipe", "pipe", "pipe"],
			...(cwd === undefined ? {} : { cwd }),
		});
		this.child.stdin.on("error", () => undefined);
		this.child.stdin.end(input ?? "");
		this.child.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.#stdout += text;
		});
		this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
			this.#stderr += text;
		});
		this.result = once(this.child, "close").then(([code, signal]) => ({
			code: code as number | null,
			signal: signal as NodeJS.Signals | null,
			stdout: this.#stdout,
			stderr: this.#stderr,
		}));
	}

	get stdout(): string {
		return this.#stdout;
	}

	get stderr(): string {
		return this.#stderr;
	}

	/** Resolves when standard error has said so; rejects when the process ends first. */
	async told(pattern: RegExp): Promise<void> {
		while (!pattern.test(this.#stderr)) {
			const ended = this.result.then(({ code }) => code);
			const code = await Promise.race([once(this.child.stderr, "data").then(() => undefined), ended]);
			if (code !== undefined && !pattern.test(this.#stderr)) {
				throw new Error(`ended with ${code} before it said ${pattern}: ${this.#stderr}`);
			}
		}
	}

	/** Resolves when a wait has been registered by the daemon. */
	async armed(): Promise<void> {
		await this.told(/^waitbus: waiting\b/m);
	}

	kill(signal: NodeJS.Signals = "SIGKILL"): void {
		this.child.kill(signal);
	}
}
