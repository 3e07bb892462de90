/** Hears an Engine until the signal aborts: what that does meanwhile is no reason to end. */
import { BusError } from "../../errors.js";
import type { SourceContext } from "../source.js";
import { sleep } from "../sleep.js";
import { awaitEngine } from "./engine/await-engine.js";
import type { Engine } from "./engine/engine.js";
import { isAbsence } from "./engine/engine-error.js";
import type { Listener } from "./listener.js";

// Who stays for less has hardly been there.
const MIN_STAY_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 300_000;

/** @throws Error when the store refuses an event */
export async function keepHearing(context: SourceContext, engine: Engine, listener: Listener): Promise<void> {
	const { clock, signal } = context;
	let pauseMs = FIRST_PAUSE_MS;
	while (!signal.aborted) {
		const cameMs = clock.monotonicMs();
		const failure = await hear(listener);
		const hasStayed = clock.monotonicMs() - cameMs >= MIN_STAY_MS;
		if (hasStayed) pauseMs = FIRST_PAUSE_MS;
		if (signal.aborted || (hasStayed && failure === undefined)) continue;
		const { message, hint = "docker info" } = failure ?? toHangUp(engine);
		context.reportHealth({ state: "down", reason: message, hint });
		if (isAbsence(failure) && (await awaitEngine(engine, context))) continue;
		await pause(context, pauseMs);
		pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
	}
}

/** Resolves when the connection has ended. @returns what the Engine did wrong */
async function hear(listener: Listener): Promise<BusError | undefined> {
	try {
		await listener.hear();
		return undefined;
	} catch (error) {
		if (error instanceof BusError && error.code === "SOURCE_FAILED") return error;
		throw error;
	}
}

function toHangUp({ name }: Engine): BusError {
	return new BusError("SOURCE_FAILED", `Cannot hear the Engine at "${name}": it hangs up at once`, {
		hint: "docker events",
	});
}

/** Whoever comes to wait does not wait for the end of a long one. */
async function pause(context: SourceContext, pauseMs: number): Promise<void> {
	const { clock, signal } = context;
	const end = new AbortController();
	const wake = (): void => end.abort();
	await sleep(clock, FIRST_PAUSE_MS, signal);
	signal.addEventListener("abort", wake, { once: true });
	context.onDemand(wake);
	if (signal.aborted) wake();
	await sleep(clock, pauseMs - FIRST_PAUSE_MS, end.signal);
	context.onDemand(() => undefined);
	signal.removeEventListener("abort", wake);
}
