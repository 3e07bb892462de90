/** Ends a program: a request, a grace, and then an order. */
import { setTimeout as delay } from "node:timers/promises";
import { Deadline } from "../client/deadline.js";
import type { Child } from "./child-process.js";

export interface StopOptions {
	readonly graceMs: number;
	/** Cuts the grace short. */
	readonly hurry: Promise<unknown>;
	/** The terminal has told it already. */
	readonly isTold: boolean;
}

// Nobody reports the end of a grandchild.
const LOOK_MS = 20;
// SIGKILL takes a moment; only what waits for a broken disk outlives it.
const KILL_MS = 2_000;

/** Resolves when it and, if it has a group of its own, all of the group are gone. */
export async function stopChild(child: Child, { graceMs, hurry, isTold }: StopOptions): Promise<void> {
	if (!child.isRunning) return;
	if (!isTold) child.send("SIGTERM");
	const looking = new AbortController();
	const gone = untilGone(child, looking.signal);
	await anyOf([gone, hurry], graceMs);
	if (child.isRunning) child.send("SIGKILL");
	await anyOf([gone], KILL_MS);
	looking.abort();
}

async function untilGone(child: Child, signal: AbortSignal): Promise<void> {
	await child.ended;
	while (child.isRunning && !signal.aborted) await delay(LOOK_MS);
}

async function anyOf(promises: readonly Promise<unknown>[], limitMs: number): Promise<void> {
	const limit = new Deadline(limitMs);
	await Promise.race([...promises, limit.passed]);
	limit.cancel();
}
