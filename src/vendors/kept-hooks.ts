/** Hooks that are left for the daemon, or that it could not take in time: a file each in a directory of the state. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { BusError } from "../errors.js";
import type { JsonValue } from "../event/event.js";
import type { ProcessIdentity } from "../platform/process-identity.js";
import type { StarterIntroduction } from "../protocol/agent-messages.js";
import type { LifecycleReport } from "./lifecycle.js";

export interface KeptHook {
	readonly introduction: StarterIntroduction;
	/** The vendor's, as it was then. */
	readonly process: ProcessIdentity | undefined;
	readonly report: LifecycleReport;
	/** Null when it was too long to be kept. */
	readonly payload: JsonValue;
	readonly callId: string;
	/** When it was called, in milliseconds since the epoch. */
	readonly calledAtMs: number;
}

const MAX_KEPT = 256;
const MAX_PAYLOAD_LENGTH = 64 * 1024;

/** Whether a payload is short enough to be kept. */
export function isKeptWhole(payload: JsonValue): boolean {
	return JSON.stringify(payload).length <= MAX_PAYLOAD_LENGTH;
}

/** @throws BusError STORE_FULL when nobody has taken the ones before for a long time */
export function keepHook(directory: string, hook: KeptHook): void {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	if (listKeptHooks(directory).length >= MAX_KEPT) {
		throw new BusError(
			"STORE_FULL",
			`Cannot keep a hook for the daemon: ${MAX_KEPT} wait in "${directory}"`,
			{
				hint: "waitbus serve",
			},
		);
	}
	const text = JSON.stringify(isKeptWhole(hook.payload) ? hook : { ...hook, payload: null });
	// Whoever looks sees all of it or nothing; the name sorts by time.
	const path = `${directory}/${hook.callId}`;
	writeFileSync(`${path}.new`, text, { mode: 0o600 });
	renameSync(`${path}.new`, `${path}.json`);
}

/** Their files, the oldest first. */
export function listKeptHooks(directory: string): readonly string[] {
	const names = readdirSync(directory).filter((name) => name.endsWith(".json"));
	return names.toSorted().map((name) => `${directory}/${name}`);
}

/** Undefined when it does not read, as one that another build kept. */
export function readKeptHook(path: string): KeptHook | undefined {
	try {
		const hook = JSON.parse(readFileSync(path, "utf8")) as KeptHook;
		const isWhole = Array.isArray(hook.report.events) && typeof hook.introduction.vendor === "string";
		return isWhole ? hook : undefined;
	} catch {
		return undefined;
	}
}

export function forgetKeptHook(path: string): void {
	rmSync(path, { force: true });
}
