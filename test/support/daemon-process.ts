/** The real daemon, as a process of its own with directories of its own. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type BusDirectories, type DirectoryOptions, makeBusDirectories } from "./bus-directories.js";

/** The command as it is shipped. */
export const PROGRAM = fileURLToPath(new URL("../../../dist/bin.cjs", import.meta.url));

/** Lets V8 collect its garbage early, so that memory which a daemon holds on to can be told from what it has yet to collect. */
export const SMALL_HEAP = ["--max-old-space-size=64", "--max-semi-space-size=4"];

export interface DaemonOptions extends DirectoryOptions {
	/** Flags of Node for the daemon, besides those it always has. */
	readonly nodeFlags?: readonly string[];
	/** A program and arguments that run the daemon's command line, such as `setpriv --reuid 1000`. */
	readonly wrapper?: readonly string[];
}

export interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

/** Starts a daemon and resolves once it listens; it does not outlive the test. */
export async function startDaemon(
	t: Pick<TestContext, "after">,
	options: DaemonOptions = {},
): Promise<DaemonProcess> {
	const daemon = new DaemonProcess(makeBusDirectories(t, options), options);
	await daemon.start();
	return daemon;
}

export class DaemonProcess implements BusDirectories {
	readonly env: NodeJS.ProcessEnv;
	readonly stateDir: string;
	readonly socketPath: string;
	readonly #options: DaemonOptions;
	#child: ChildProcessByStdio<null, Readable, Readable> | undefined;
	#exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });

	constructor({ env, stateDir, socketPath }: BusDirectories, options: DaemonOptions = {}) {
		this.env = env;
		this.stateDir = stateDir;
		this.socketPath = socketPath;
		this.#options = options;
	}

	get pid(): number {
		const pid = this.#child?.pid;
		if (pid === undefined) throw new Error("the daemon was never started");
		return pid;
	}

	/** Resolves when the process has ended. */
	get exited(): Promise<Exit> {
		return this.#exited;
	}

	/** Resolves with what the daemon reports of its start: `ready`, `already_running` or `failed`. */
	async start(): Promise<string> {
		const { wrapper = [], nodeFlags = [] } = this.#options;
		const command = [
			...wrapper,
			process.execPath,
			"--v8-pool-size=1",
			...nodeFlags,
			PROGRAM,
			"serve",
			"--background",
		];
		const child = spawn(command[0] ?? "", command.slice(1), {
			env: this.env,
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.#child = child;
		this.#exited = once(child, "exit").then(() => ({ code: child.exitCode, signal: child.signalCode }));
		let complaint = "";
		child.stderr.on("data", (chunk) => {
			complaint += String(chunk);
		});
		const report = await readLine(child.stdout);
		if (report === undefined) throw new Error(`the daemon ended without a report: ${complaint}`);
		return (JSON.parse(report) as { state: string }).state;
	}

	/** Ends it in good order with SIGTERM. */
	async stop(): Promise<Exit> {
		process.kill(this.pid, "SIGTERM");
		return await this.#exited;
	}

	/** kill -9, and waits until it is gone. */
	async kill9(): Promise<void> {
		process.kill(this.pid, "SIGKILL");
		await this.#exited;
	}

	/** Starts another daemon on the same directories; the one before has ended. */
	async restart(): Promise<string> {
		await this.#exited;
		return await this.start();
	}

	/** Resident memory in bytes, as the kernel counts it. */
	residentBytes(): number {
		const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
		return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
	}

	/** What the daemon has written to its log. */
	logText(): string {
		return readFileSync(join(this.stateDir, "daemon.log"), "utf8");
	}
}

async function readLine(stream: Readable): Promise<string | undefined> {
	let text = "";
	for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
		text += String(chunk);
		const end = text.indexOf("\n");
		if (end >= 0) return text.slice(0, end);
	}
	return undefined;
}
