/** Stopping the daemon, to the last of it. */
import { createSystemClock } from "../platform/clock.js";
import { findProcess, isSameProcess } from "../platform/process-identity.js";
import { rejectOnAbort } from "./abort.js";
import type { Connection } from "./connection.js";
import { Deadline } from "./deadline.js";
import { unexpectedReply } from "./unexpected-reply.js";

const LOOK_MS = 10;
const END_LIMIT_MS = 10_000;

/**
 * Resolves when its process has ended, so that its files may be removed; or some seconds after it has agreed, where the
 * end cannot be seen, as from within a container.
 */
export async function stopDaemon(connection: Connection, signal: AbortSignal | undefined): Promise<void> {
	const replies = Promise.all([connection.request({ op: "hello" }), connection.request({ op: "stop" })]);
	const [welcome] = await rejectOnAbort(replies, signal);
	if (welcome.op !== "welcome") throw unexpectedReply(welcome, "a hello");
	// A daemon within this very process cannot end before it.
	if (welcome.pid !== process.pid) await rejectOnAbort(processEnd(welcome.pid), signal);
}

async function processEnd(pid: number): Promise<void> {
	const found = findProcess(pid);
	const clock = createSystemClock();
	const limitMs = clock.monotonicMs() + END_LIMIT_MS;
	while (found !== undefined && isSameProcess(found) && clock.monotonicMs() < limitMs) {
		await new Deadline(LOOK_MS, clock).passed;
	}
}
