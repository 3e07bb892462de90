/** Node's permission model lets a process signal others, and SIGUSR1 opens a debugger in one that runs Node. */
import { constants } from "node:os";

/** A fence, not a wall: it stands across the ways out that Node itself offers. */
export function shieldOtherProcesses(): void {
	const kill = Reflect.get(process, "_kill") as (pid: number, signal: number) => number;
	// `process.kill` goes through here, whoever holds a reference to it.
	replace("_kill", (pid: number, signal: number) =>
		pid === process.pid ? kill(pid, signal) : -constants.errno.EPERM,
	);
	for (const name of ["_debugProcess", "_debugEnd"]) replace(name, refuse);
}

function replace(name: string, value: unknown): void {
	Object.defineProperty(process, name, { value, writable: false, configurable: false });
}

function refuse(): never {
	throw new Error("a plugin may not debug other processes");
}
