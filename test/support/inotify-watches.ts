/** What the kernel watches for this process, as it says itself. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export function countWatches(): number {
	return listInstances()
		.map((fd) => readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^inotify wd:/gm)?.length ?? 0)
		.reduce((sum, count) => sum + count, 0);
}

export function countInstances(): number {
	return listInstances().length;
}

function listInstances(): readonly string[] {
	return readdirSync("/proc/self/fd").filter((fd) => {
		try {
			return readlinkSync(`/proc/self/fd/${fd}`) === "anon_inode:inotify";
		} catch {
			return false;
		}
	});
}
