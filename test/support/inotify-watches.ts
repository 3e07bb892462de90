/** What the kernel watches for a process, as it says itself. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export function countWatches(pid: number = process.pid): number {
	return listInstances(pid)
		.map((fd) => readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8").match(/^inotify wd:/gm)?.length ?? 0)
		.reduce((sum, count) => sum + count, 0);
}

export function countInstances(): number {
	return listInstances(process.pid).length;
}

function listInstances(pid: number): readonly string[] {
	return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
		try {
			return readlinkSync(`/proc/${pid}/fd/${fd}`) === "anon_inode:inotify";
		} catch {
			return false;
		}
	});
}
