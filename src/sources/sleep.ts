import type { Clock } from "../platform/clock.js";

/** Resolves when the time has passed or the signal aborts, whichever is first. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) return resolve();
		const timer = clock.setTimer(delayMs, wake);
		signal.addEventListener("abort", wake, { once: true });

		function wake(): void {
			timer.cancel();
			signal.removeEventListener("abort", wake);
			resolve();
		}
	});
}

export function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
