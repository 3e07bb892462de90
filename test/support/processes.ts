import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "./temporary-directory.js";

/** Whether the process is there and has not ended; one that nobody has collected yet has ended. */
export function isRunning(pid: number): boolean {
	try {
		return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

/** Whether a process that has this in its environment still runs this command. */
export function isAnyRunning(variable: string, command: string): boolean {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return pids.some(
		(pid) => readProcess(pid, "cmdline").includes(command) && readProcess(pid, "environ").includes(variable),
	);
}

function readProcess(pid: string, file: string): string {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		// It ended between the two looks.
		return "";
	}
}

/** A place where a command waits, with `read line < "$GATE"`, until the test lets one through. */
export class Gate {
	readonly path: string;
	readonly #fd: number;

	constructor(t: Pick<TestContext, "after">) {
		this.path = join(makeTemporaryDirectory(t), "gate");
		execFileSync("mkfifo", [this.path]);
		// Open for both, so that what nobody has read yet is not lost when a reader goes.
		this.#fd = openSync(this.path, "r+");
		t.after(() => closeSync(this.#fd));
	}

	/** Lets one through, or the next one who comes. */
	open(): void {
		writeSync(this.#fd, "go\n");
	}
}
