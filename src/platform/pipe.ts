/** Real pipes. Those of Node's spawn are sockets, on which a program cannot open /dev/stdout or /dev/stderr. */
import { spawnSync } from "node:child_process";
import { constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Pipe {
	/** Non-blocking. */
	readonly readFd: number;
	readonly writeFd: number;
}

/** Undefined where the system has no mkfifo(1) or no room for one. Whoever opens them closes both ends of each. */
export function openPipes(count: number, temporaryDirectory: string): readonly Pipe[] | undefined {
	let directory: string | undefined;
	try {
		directory = mkdtempSync(join(temporaryDirectory, "waitbus-pipe-"));
		const paths = Array.from({ length: count }, (_, index) => join(directory ?? "", String(index)));
		if (spawnSync("mkfifo", ["-m", "600", ...paths], { stdio: "ignore" }).status !== 0) return undefined;
		return paths.map(openBothEnds);
	} catch {
		return undefined;
	} finally {
		if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
	}
}

// The reader first: opening the other end would wait for it.
function openBothEnds(path: string): Pipe {
	const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return { readFd, writeFd: openSync(path, "w") };
}
