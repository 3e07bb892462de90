/** What an agent or a lease lives by, and how its end is heard of. */
import type { ProcessIdentity } from "../platform/process-identity.js";
import type { ProcessWatch } from "../platform/process-watch.js";

export type Life =
	/** Of a process, whoever speaks for it. */
	| { readonly of: "process"; readonly process: ProcessIdentity }
	/** Of a connection; the process at its other end may come back after a restart of the daemon. */
	| { readonly of: "connection"; readonly process: ProcessIdentity };

export interface Lives {
	/** The process behind a number as it is now; undefined when there is none. */
	identify(pid: number): ProcessIdentity | undefined;
	isAlive(process: ProcessIdentity): boolean;
	/** Calls back once, in a later turn, when the process has ended. */
	watch(process: ProcessIdentity, onEnd: () => void): ProcessWatch;
}

export function isSameLife(one: Life, other: Life): boolean {
	const [a, b] = [one.process, other.process];
	return one.of === other.of && a.pid === b.pid && a.startedAt === b.startedAt;
}
