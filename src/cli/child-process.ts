/** A program that a verb runs for its user: no shell, and exit codes as env(1) and timeout(1) give them. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { BusError } from "../errors.js";
import { isGroupAlive, signalGroup } from "../platform/process-group.js";
import { describeSystemError } from "../platform/system-error.js";

export interface ChildOptions {
	readonly env: NodeJS.ProcessEnv;
	readonly stdio: StdioOptions;
	/** It and what it starts can be ended together; Ctrl-C in the terminal then no longer reaches it. */
	readonly hasOwnGroup: boolean;
}

export interface ChildEnd {
	/** 128 + n when signal n ended it. */
	readonly exitCode: number;
	readonly signal: NodeJS.Signals | undefined;
}

export class Child {
	readonly pid: number;
	readonly ended: Promise<ChildEnd>;
	/** What it writes, where stdio makes that a pipe. */
	readonly output: readonly Readable[];
	readonly #process: ChildProcess;
	readonly #hasOwnGroup: boolean;

	private constructor(child: ChildProcess, pid: number, hasOwnGroup: boolean) {
		this.#process = child;
		this.pid = pid;
		this.output = [child.stdout, child.stderr].filter((stream) => stream !== null);
		this.#hasOwnGroup = hasOwnGroup;
		// A signal that it may not be sent, because it runs as another user by now, is no reason to end.
		child.on("error", () => undefined);
		// A turn later: of a Ctrl-C and the end that it led to, the end is told first when both wait for a busy process.
		this.ended = new Promise((resolve) =>
			child.once("exit", (code, signal) => setImmediate(resolve, toChildEnd(code, signal))),
		);
	}

	/** @throws BusError COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE */
	static async start(
		[command = "", ...args]: readonly string[],
		{ env, stdio, hasOwnGroup }: ChildOptions,
	): Promise<Child> {
		const child = trySpawn(command, () => spawn(command, args, { env, stdio, detached: hasOwnGroup }));
		if (child.pid !== undefined) return new Child(child, child.pid, hasOwnGroup);
		throw await new Promise<BusError>((resolve) =>
			child.once("error", (cause) => resolve(toStartError(command, cause))),
		);
	}

	/** Whether it, or what it started in a group of its own, still runs. */
	get isRunning(): boolean {
		if (this.#process.exitCode === null && this.#process.signalCode === null) return true;
		return this.#hasOwnGroup && isGroupAlive(this.pid);
	}

	send(signal: NodeJS.Signals): void {
		if (this.#hasOwnGroup) signalGroup(this.pid, signal);
		else this.#process.kill(signal);
	}
}

/** What a shell reports for a program that the signal ended. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
	return 128 + constants.signals[signal];
}

function toChildEnd(code: number | null, signal: NodeJS.Signals | null): ChildEnd {
	if (signal !== null) return { exitCode: exitCodeOfSignal(signal), signal };
	return { exitCode: code ?? 0, signal: undefined };
}

function trySpawn(command: string, start: () => ChildProcess): ChildProcess {
	try {
		return start();
	} catch (cause) {
		throw toStartError(command, cause);
	}
}

function toStartError(command: string, cause: unknown): BusError {
	const isMissing = command === "" || (cause instanceof Error && "code" in cause && cause.code === "ENOENT");
	const why = isMissing ? "not found" : describeSystemError(cause);
	return new BusError(
		isMissing ? "COMMAND_NOT_FOUND" : "COMMAND_NOT_EXECUTABLE",
		`Cannot run "${command}": ${why}`,
		{ cause },
	);
}
