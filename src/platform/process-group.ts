/** Process groups: a program together with whatever it started. */
import { readdirSync, readFileSync } from "node:fs";

/** Sends the signal to every member; false when there is none. */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-groupId, signal);
		return true;
	} catch (error) {
		// EPERM: the members that are left run as another user, such as after sudo.
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}

/** Whether any member still runs. */
export function isGroupAlive(groupId: number): boolean {
	if (!signalGroup(groupId, 0)) return false;
	// A container without an init never collects its dead, and kill() counts those in.
	return process.platform !== "linux" || hasRunningMember(groupId);
}

function hasRunningMember(groupId: number): boolean {
	return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isRunningMember(name, groupId));
}

function isRunningMember(pid: string, groupId: number): boolean {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
		// proc(5): the name may hold spaces and brackets; after its last bracket come state, parent and group.
		const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(group) === groupId && state !== "Z" && state !== "X";
	} catch {
		// It ended between the two looks.
		return false;
	}
}
