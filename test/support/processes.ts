import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
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

/** A place where a command waits, with `read line < "$GATE"`, until the test lets one through. */
export class Gate {
	readonly path: string;

	constructor(t: Pick<TestContext, "after">) {
		this.path = join(makeTemporaryDirectory(t), "gate");
		execFileSync("mkfifo", [this.path]);
	}

	/** Resolves when somebody has come through. */
	async open(): Promise<void> {
		await writeFile(this.path, "go\n");
	}
}
