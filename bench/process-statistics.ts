/** What the kernel knows of a process (Linux, proc(5)). */
import { readdirSync, readFileSync } from "node:fs";

export interface Memory {
	readonly rssMib: number;
	/** Pages that several processes share count for each by its share. */
	readonly pssMib: number;
}

export function readMemory(pid: number): Memory {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
	return { rssMib: kibOf(text, "Rss") / 1_024, pssMib: kibOf(text, "Pss") / 1_024 };
}

/** How often its threads began to run after they had waited for something. */
export function readWakeUps(pid: number): number {
	return sumOverThreads(pid, "status", (text) =>
		Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1]),
	);
}

/** Milliseconds of processor time, user and system, of the threads that live. */
export function readCpuMs(pid: number): number {
	return sumOverThreads(pid, "schedstat", (text) => Number(text.split(" ")[0])) / 1e6;
}

function sumOverThreads(pid: number, file: string, read: (text: string) => number): number {
	const folder = `/proc/${pid}/task`;
	const texts = readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/${file}`, "utf8"));
	return texts.reduce((sum, text) => sum + read(text), 0);
}

function kibOf(text: string, key: string): number {
	return Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
}
