/** Whose command a process runs: the nearest that started it and is more than a way of starting it. */
import { readFileSync } from "node:fs";
import { findProcess, lineageOf, type ProcessIdentity } from "./process-identity.js";

// By the name that the kernel gives, of 15 characters at most.
const SHELLS: ReadonlySet<string> = new Set(
	"sh bash dash ash zsh fish ksh mksh csh tcsh nu pwsh busybox env nice timeout setsid nohup sudo".split(" "),
);
// They adopt whoever lost his parent, and have started nobody.
const REAPERS: ReadonlySet<string> = new Set(
	"init systemd tini dumb-init docker-init catatonit s6-svscan".split(" "),
);

/**
 * Undefined when it cannot be told, or the starter has ended.
 * @param isWrapper Whether a program, by its command line, only runs the command of this process.
 */
export function findStarter(
	pid: number,
	isWrapper: (commandLine: string) => boolean,
): ProcessIdentity | undefined {
	for (const ancestor of lineageOf(pid).slice(1)) {
		const name = readProc(ancestor, "comm").trim();
		if (REAPERS.has(name)) return undefined;
		if (SHELLS.has(name) || isWrapper(readProc(ancestor, "cmdline").replaceAll("\0", " "))) continue;
		const found = findProcess(ancestor);
		return found && { pid: found.pid, startedAt: found.startedAt };
	}
	return undefined;
}

function readProc(pid: number, file: string): string {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "latin1");
	} catch {
		return "";
	}
}
