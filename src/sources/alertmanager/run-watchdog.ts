/** Notices when a watchdog has not been heard for too long. No timer runs before the first was heard. */
import type { Timer } from "../../platform/clock.js";
import { createDeferred } from "../../platform/deferred.js";
import type { SourceContext } from "../source.js";
import { formatPulses, parsePulses } from "./pulse-memory.js";
import { toMissingDraft } from "./to-draft.js";
import type { Pulse, Watchdog } from "./watchdog.js";

/** Runs until the signal aborts; rejects when an absence could not be told, and tells it when it is run again. */
export async function runWatchdog(
	watchdog: Watchdog,
	timeoutMs: number,
	context: SourceContext,
): Promise<void> {
	const { clock, emit, memory, signal } = context;
	const timers = new Map<string, Timer>();
	const ended = createDeferred<void>();
	const onAbort = (): void => ended.resolve();

	for (const pulse of parsePulses(memory.read())) watchdog.restore(pulse);
	watchdog.setListener(onChange);
	signal.addEventListener("abort", onAbort);
	if (signal.aborted) onAbort();
	showHealth();
	for (const pulse of watchdog.pulses) follow(pulse);
	try {
		await ended.promise;
	} finally {
		signal.removeEventListener("abort", onAbort);
		watchdog.setListener(undefined);
		for (const timer of timers.values()) timer.cancel();
		// Nothing is no reason for a file: the daemon may end because its directory is being removed.
		if (watchdog.pulses.length > 0) memory.write(formatPulses(watchdog.pulses));
	}

	function onChange(pulse: Pulse, before: Pulse["state"] | undefined): void {
		follow(pulse);
		if (pulse.state === before) return;
		memory.write(formatPulses(watchdog.pulses));
		showHealth();
	}

	function follow(pulse: Pulse): void {
		const { fingerprint } = pulse.alert;
		timers.get(fingerprint)?.cancel();
		timers.delete(fingerprint);
		// After a start it has its whole time again: nobody could hear it before.
		if (pulse.state === "alive")
			timers.set(
				fingerprint,
				clock.setTimer(timeoutMs, () => watchdog.fallSilent(fingerprint)),
			);
		if (pulse.state === "silent") tell(pulse).catch(ended.reject);
	}

	async function tell(pulse: Pulse): Promise<void> {
		await emit([toMissingDraft(pulse, timeoutMs)]);
		watchdog.confirmMissing(pulse.alert.fingerprint);
	}

	function showHealth(): void {
		const missing = watchdog.pulses.filter(({ state }) => state !== "alive");
		if (missing.length === 0) return context.reportHealth({ state: "up" });
		const reason = `${missing.length} of ${watchdog.pulses.length} watchdogs not heard`;
		context.reportHealth({ state: "down", reason, hint: "Look whether Prometheus and Alertmanager run" });
	}
}
