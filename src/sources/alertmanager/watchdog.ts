/**
 * The alert that always fires: as long as it is heard, alerts arrive. Pure; run-watchdog.ts has the timers.
 * Each set of labels (each cluster, each Prometheus) has a pulse of its own.
 */
import type { Episodes } from "./episodes.js";
import type { Alert } from "./notification.js";

export interface Pulse {
	readonly alert: Alert;
	readonly receiver: string;
	/** Milliseconds since the epoch. */
	readonly lastHeardMs: number;
	/** `silent` until its absence has been told, `missing` from then on. */
	readonly state: "alive" | "silent" | "missing";
}

export type PulseListener = (pulse: Pulse, before: Pulse["state"] | undefined) => void;

// Far more than there are Prometheus servers; the one that was not heard for longest makes room.
const MAX_PULSES = 100;

export class Watchdog {
	readonly #episodes: Episodes;
	readonly #pulses = new Map<string, Pulse>();
	#listener: PulseListener | undefined;

	constructor(episodes: Episodes) {
		this.#episodes = episodes;
	}

	get pulses(): readonly Pulse[] {
		return [...this.#pulses.values()];
	}

	/** At most one; undefined ends it. */
	setListener(listener: PulseListener | undefined): void {
		this.#listener = listener;
	}

	/** It fires, for the first time or once more. */
	hear(heard: Omit<Pulse, "state">): void {
		this.#put({ ...heard, state: "alive" });
	}

	/** Alertmanager says itself that it fires no longer, so nobody needs to be told again. */
	end(heard: Omit<Pulse, "state">): void {
		this.#put({ ...heard, state: "missing" });
	}

	/** Its time is over. Undefined when it does not count as alive any more. */
	fallSilent(fingerprint: string): Pulse | undefined {
		const pulse = this.#pulses.get(fingerprint);
		if (pulse?.state !== "alive") return undefined;
		this.#episodes.end(toIdentity(pulse), toEnd(pulse));
		return this.#put({ ...pulse, state: "silent" });
	}

	/** Its absence has been told, unless it came back meanwhile. */
	confirmMissing(fingerprint: string): void {
		const pulse = this.#pulses.get(fingerprint);
		if (pulse?.state === "silent") this.#put({ ...pulse, state: "missing" });
	}

	/** What an earlier run of the daemon knew; what this one has heard counts more. */
	restore(pulse: Pulse): void {
		if (this.#pulses.has(pulse.alert.fingerprint)) return;
		if (pulse.state !== "alive") this.#episodes.end(toIdentity(pulse), toEnd(pulse));
		this.#pulses.set(pulse.alert.fingerprint, pulse);
	}

	#put(pulse: Pulse): Pulse {
		const { fingerprint } = pulse.alert;
		const before = this.#pulses.get(fingerprint)?.state;
		this.#pulses.delete(fingerprint);
		const [oldest] = this.#pulses.keys();
		if (this.#pulses.size >= MAX_PULSES && oldest !== undefined) this.#pulses.delete(oldest);
		this.#pulses.set(fingerprint, pulse);
		this.#listener?.(pulse, before);
		return pulse;
	}
}

/** Tells this silence from the next one. */
export function toEnd({ lastHeardMs }: Pulse): string {
	return `missing:${lastHeardMs}`;
}

function toIdentity({ alert: { fingerprint, startsAt } }: Pulse) {
	return { fingerprint, startsAt };
}
