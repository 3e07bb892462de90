/** Waits for an Engine that is gone, by its socket and without a timer. */
import type { Clock } from "../../../platform/clock.js";
import { sleep } from "../../sleep.js";
import type { Engine } from "./engine.js";
import { isAbsence } from "./engine-error.js";
import { SocketWatch } from "./socket-watch.js";

// A socket can be seen for a moment before anybody listens on it.
const RETRIES_MS = [10, 50, 250, 1_000];

interface Circumstances {
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

/** Resolves when it is there or the signal aborts; at once with false when it has no socket that can be watched. */
export async function awaitEngine(engine: Engine, circumstances: Circumstances): Promise<boolean> {
	const { signal } = circumstances;
	const watch = openWatch(engine, signal);
	if (watch === undefined) return false;
	try {
		while (!signal.aborted && (await isAway(engine, circumstances))) await watch.changed();
		return true;
	} finally {
		watch.close();
	}
}

function openWatch({ socketPath }: Engine, signal: AbortSignal): SocketWatch | undefined {
	try {
		return socketPath === undefined ? undefined : new SocketWatch(socketPath, signal);
	} catch {
		// Its directory is not there either, or the kernel has no watch left.
		return undefined;
	}
}

async function isAway(engine: Engine, { clock, signal }: Circumstances): Promise<boolean> {
	for (const delayMs of RETRIES_MS) {
		try {
			await engine.ping();
			return false;
		} catch (error) {
			// One that refuses is there.
			if (!isAbsence(error)) return false;
		}
		await sleep(clock, delayMs, signal);
	}
	return true;
}
