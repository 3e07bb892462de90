/** Waits for an Engine that is gone, by its socket and without a timer. */
import type { Clock } from "../../../platform/clock.js";
import { sleep } from "../../sleep.js";
import type { Engine } from "./engine.js";
import { isAbsence, isHangUp } from "./engine-error.js";
import { SocketWatch } from "./socket-watch.js";

// A socket can be seen for a moment before anybody listens on it.
const RETRIES_MS = [10, 50, 250, 1_000];

/**
 * Resolves when it answers or the signal aborts.
 * @throws BusError SOURCE_FAILED when it has no socket that can be watched, or answers otherwise than it should
 */
export async function awaitEngine(
	engine: Engine,
	absence: unknown,
	{ clock, signal }: Circumstances,
): Promise<void> {
	const watch = openWatch(engine, absence, signal);
	try {
		while (!signal.aborted && !(await answers(engine, { clock, signal }))) await watch.changed();
	} finally {
		watch.close();
	}
}

interface Circumstances {
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

function openWatch({ socketPath }: Engine, absence: unknown, signal: AbortSignal): SocketWatch {
	if (socketPath === undefined) throw absence;
	try {
		return new SocketWatch(socketPath, signal);
	} catch {
		throw absence;
	}
}

async function answers(engine: Engine, { clock, signal }: Circumstances): Promise<boolean> {
	for (const delayMs of RETRIES_MS) {
		try {
			await engine.ping();
			return true;
		} catch (error) {
			if (!isAbsence(error) && !isHangUp(error)) throw error;
		}
		await sleep(clock, delayMs, signal);
	}
	return false;
}
