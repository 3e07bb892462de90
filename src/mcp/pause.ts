import type { Timers } from "./pending-waits.js";

/** Resolves after so long, or when the signal aborts. */
export async function pause(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		const end = (): void => {
			timer.cancel();
			signal.removeEventListener("abort", end);
			resolve();
		};
		const timer = timers.setTimer(ms, end);
		signal.addEventListener("abort", end);
	});
}
