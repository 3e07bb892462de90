import { readFileSync } from "node:fs";

/** What the holder of the instance lock notes in the lock file. */
export interface InstanceDetails {
	readonly pid: number;
	/** Milliseconds since the epoch. */
	readonly startedAtMs: number;
	/** Where it listens: a client whose environment names another runtime directory finds it here. */
	readonly socketPath: string;
	readonly version: string;
}

/**
 * Reads who holds, or last held, the lock. A holder that was killed leaves his note behind, so only a
 * connection tells whether he lives. Undefined when there is no note.
 */
export function findInstanceDetails(lockPath: string): InstanceDetails | undefined {
	try {
		return parseDetails(JSON.parse(readFileSync(lockPath, "utf8")));
	} catch {
		return undefined;
	}
}

function parseDetails(value: unknown): InstanceDetails | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { pid, startedAtMs, socketPath, version } = value as Partial<Record<string, unknown>>;
	if (typeof pid !== "number" || typeof startedAtMs !== "number") return undefined;
	if (typeof socketPath !== "string" || typeof version !== "string") return undefined;
	return { pid, startedAtMs, socketPath, version };
}
