/** Starting Node and watching it, from its start to its end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { nowMs } from "./monotonic-clock.js";

/** The `waitbus` command as it is shipped. */
export const WAITBUS = __WAITBUS_BIN__;

export interface NodeProcess {
	readonly pid: number;
	readonly child: ChildProcess;
	readonly startedAtMs: number;
	/** Milliseconds from the start to the first byte on descriptor 3. */
	readonly readyMs: Promise<number>;
	/** The moment it was gone. */
	readonly goneAtMs: Promise<number>;
}

export function startNode(parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): NodeProcess {
	const startedAtMs = nowMs();
	const child = spawn(process.execPath, parameters, { env, stdio: ["pipe", "ignore", "ignore", "pipe"] });
	const readyMs = once(child.stdio[3] as Readable, "data").then(() => nowMs() - startedAtMs);
	// Not every process says that it is ready.
	readyMs.catch(() => undefined);
	const goneAtMs = once(child, "exit").then(() => nowMs());
	return { pid: child.pid ?? 0, child, startedAtMs, readyMs, goneAtMs };
}

/** Milliseconds from its start to its end; `input` is all that its standard input holds. */
export async function timeNode(
	parameters: readonly string[],
	env?: NodeJS.ProcessEnv,
	input = "",
): Promise<number> {
	const { child, startedAtMs, goneAtMs } = startNode(parameters, env);
	child.stdin?.end(input);
	return (await goneAtMs) - startedAtMs;
}
