/** The command line, as a process of its own. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { PROGRAM } from "./daemon-process.js";

export interface CliOptions {
	readonly env: NodeJS.ProcessEnv;
	/** What the process finds on its standard input. @default nothing */
	readonly input?: string;
	/** Its standard input goes on after that. @default false */
	readonly isOpen?: boolean;
	readonly cwd?: string;
	/** What takes the arguments. @default the waitbus command */
	readonly program?: readonly [string, ...string[]];
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

	constructor(args: readonly string[], { env, input = "", isOpen = false, cwd, program }: CliOptions) {
		const [file, ...first] = program ?? [process.execPath, PROGRAM];
		this.child = spawn(file, [...first, ...args], {
			env,
			stdio: ["pipe", "pipe", "pipe"],
			...(cwd === undefined ? {} : { cwd }),
		});
		this.child.stdin.on("error", () => undefined);
		this.child.stdin.write(input);
		if (!isOpen) this.child.stdin.end();
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
		await this.#appeared(pattern, { stream: this.child.stderr, text: () => this.#stderr });
	}

	/** Resolves when standard output has it; rejects when the process ends first. */
	async wrote(pattern: RegExp): Promise<void> {
		await this.#appeared(pattern, { stream: this.child.stdout, text: () => this.#stdout });
	}

	/** Resolves with its first so many lines on standard output; rejects when the process ends before. */
	async printed(lines: number): Promise<readonly string[]> {
		for (;;) {
			const found = this.#stdout.split("\n").slice(0, -1);
			if (found.length >= lines) return found.slice(0, lines);
			const ended = this.result.then(({ code }) => code ?? -1);
			const code = await Promise.race([once(this.child.stdout, "data").then(() => undefined), ended]);
			if (code !== undefined && this.#stdout.split("\n").length <= lines) {
				throw new Error(
					`ended with ${code} before it printed ${lines} lines: ${this.#stdout}${this.#stderr}`,
				);
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

	async #appeared(
		pattern: RegExp,
		{ stream, text }: { readonly stream: Readable; readonly text: () => string },
	): Promise<void> {
		while (!pattern.test(text())) {
			const ended = this.result.then(({ code, signal }) => String(code ?? signal));
			const end = await Promise.race([once(stream, "data").then(() => undefined), ended]);
			if (end !== undefined && !pattern.test(text())) {
				throw new Error(`ended with ${end} before it said ${pattern}: ${this.#stdout}${this.#stderr}`);
			}
		}
	}
}
