/** Durations as people type them: `90`, `1.5h`, `1m30s`, `500ms`. */
import { BusError } from "../errors.js";

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;
const PLAIN_SECONDS = /^\d+(?:\.\d+)?$/;

// A timer of Node counts in 32 bits; longer waits are chained by the caller, up to this.
const MAX_DURATION_MS = 10 * 365 * UNIT_MS.d;

/**
 * Parses a duration into milliseconds. A plain number is seconds.
 * @param what Names the flag or key in the error.
 * @throws BusError USAGE when it is malformed, zero, negative or longer than ten years
 */
export function parseDurationMs(text: string, what: string): number {
	const trimmed = text.trim().toLowerCase();
	const durationMs = PLAIN_SECONDS.test(trimmed) ? Number(trimmed) * 1_000 : sumOfParts(trimmed);
	if (durationMs === undefined) throw refusal(text, what, "not a duration");
	if (durationMs <= 0) throw refusal(text, what, "not longer than zero");
	if (durationMs > MAX_DURATION_MS) throw refusal(text, what, "longer than ten years");
	return durationMs;
}

function sumOfParts(text: string): number | undefined {
	PART.lastIndex = 0;
	let totalMs = 0;
	let end = 0;
	for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
		totalMs += Number(part[1]) * UNIT_MS[parseUnit(part[2])];
		end = PART.lastIndex;
	}
	return end === text.length && end > 0 ? totalMs : undefined;
}

function parseUnit(unit: string | undefined): keyof typeof UNIT_MS {
	return unit as keyof typeof UNIT_MS;
}

function refusal(text: string, what: string, found: string): BusError {
	return new BusError("USAGE", `Cannot use ${what} "${text}": ${found}`, {
		hint: "Durations look like 90 (seconds), 500ms, 1.5h or 1m30s",
	});
}

/** A duration for people: `850 ms`, `1.5 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
	if (durationMs < 1) return `${durationMs.toFixed(2)} ms`;
	// Each limit is where the rounded number would be one of the next unit.
	if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
	if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
	if (durationMs < 59_950) return `${Number((durationMs / 1_000).toFixed(1))} s`;
	if (durationMs < UNIT_MS.h) return inUnits(Math.max(durationMs, UNIT_MS.m), ["m", "s"]);
	if (durationMs < UNIT_MS.d) return inUnits(durationMs, ["h", "m"]);
	return inUnits(durationMs, ["d", "h"]);
}

const UNIT_NAMES = { s: "s", m: "min", h: "h", d: "d" } as const;

type LargeUnit = keyof typeof UNIT_NAMES;

function inUnits(durationMs: number, [large, small]: readonly [LargeUnit, LargeUnit]): string {
	const whole = Math.floor(durationMs / UNIT_MS[large]);
	const rest = Math.floor((durationMs % UNIT_MS[large]) / UNIT_MS[small]);
	const head = `${whole} ${UNIT_NAMES[large]}`;
	return rest === 0 ? head : `${head} ${rest} ${UNIT_NAMES[small]}`;
}
