/** Which process a number means: the system gives the number of one that has ended to another. */
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
	readonly pid: number;
	/** When it started, in the system's own count; undefined where the system does not say. */
	readonly startedAt: string | undefined;
}

interface ProcessFacts extends ProcessIdentity {
	readonly parentPid: number | undefined;
	readonly sessionLeaderPid: number | undefined;
}

/** Undefined when there is no such process, or it has ended. */
export function findProcess(pid: number): ProcessFacts | undefined {
	if (process.platform !== "linux") return isAlive(pid) ? onlyPid(pid) : undefined;
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		// proc(5): the name may hold spaces and brackets; after its last bracket come state, parent, group and session.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		const [state, parent, , session] = fields;
		if (state === "Z" || state === "X") return undefined;
		return {
			pid,
			startedAt: fields[STARTED_AT],
			parentPid: Number(parent),
			sessionLeaderPid: Number(session),
		};
	} catch {
		return undefined;
	}
}

// Field 22 of proc(5), counted from the state, which is the third.
const STARTED_AT = 19;
const MAX_ANCESTORS = 64;

export function isSameProcess({ pid, startedAt }: ProcessIdentity): boolean {
	const found = findProcess(pid);
	return found !== undefined && found.startedAt === startedAt;
}

/** The process and those that started it, the nearest first, as far as the system tells. */
export function lineageOf(pid: number): readonly number[] {
	const lineage: number[] = [];
	let next: number | undefined = pid;
	while (next !== undefined && next > 0 && lineage.length < MAX_ANCESTORS) {
		lineage.push(next);
		next = findProcess(next)?.parentPid;
	}
	return lineage;
}

function onlyPid(pid: number): ProcessFacts {
	return { pid, startedAt: undefined, parentPid: undefined, sessionLeaderPid: undefined };
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
