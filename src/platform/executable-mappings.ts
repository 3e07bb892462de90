/** The parts of our own executable that the kernel can read from its file again at any time. */

import { readFileSync, readlinkSync } from "node:fs";

export interface Mapping {
	readonly start: bigint;
	readonly lengthBytes: bigint;
}

export function findCleanExecutableMappings(): Mapping[] {
	try {
		// Both names come from the kernel, so they agree even when the file was replaced ("… (deleted)").
		return parseCleanMappings(
			readFileSync("/proc/self/smaps", "latin1"),
			readlinkSync("/proc/self/exe", "latin1"),
		);
	} catch {
		// No /proc, as in some sandboxes.
		return [];
	}
}

/**
 * Reads proc_pid_smaps(5). A mapping counts as clean when it is private, not writable, and the kernel says
 * that it holds no page of its own, in memory or swapped out. Relocated read-only data (RELRO) holds such
 * pages, and so does code that a debugger patched: dropping those would lose what is nowhere else.
 */
export function parseCleanMappings(smaps: string, executable: string): Mapping[] {
	return splitMappings(smaps)
		.filter(({ permissions, path }) => path === executable && /^r-[-x]p$/.test(permissions))
		.filter(({ details }) => findKib(details, "Anonymous") === 0 && findKib(details, "Swap") === 0)
		.map(({ start, end }) => ({ start, lengthBytes: end - start }));
}

interface SmapsEntry {
	readonly start: bigint;
	readonly end: bigint;
	readonly permissions: string;
	readonly path: string;
	readonly details: string;
}

const HEADER = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) [0-9a-f]+ \S+ \d+ *(.*)\n/gm;

function splitMappings(smaps: string): SmapsEntry[] {
	const headers = [...smaps.matchAll(HEADER)];
	return headers.map((header, index) => {
		const [line, start = "0", end = "0", permissions = "", path = ""] = header;
		const details = smaps.slice(header.index + line.length, headers[index + 1]?.index);
		return { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), permissions, path, details };
	});
}

/** Undefined when the kernel does not say, which is not the same as none. */
function findKib(details: string, key: string): number | undefined {
	const value = new RegExp(`^${key}: +(\\d+) kB$`, "m").exec(details)?.[1];
	return value === undefined ? undefined : Number(value);
}
