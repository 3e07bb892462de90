/** Whose process listens on a port of the loopback interface. */
import { readFileSync } from "node:fs";

const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];
// TCP_LISTEN, as proc(5) writes it.
const LISTENING = "0A";

/** Undefined when nobody does, or the system does not tell. */
export function findListenerUid(port: number): number | undefined {
	const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
	for (const path of TABLES) {
		const line = readLines(path).find(
			([, local = "", , state]) => state === LISTENING && local.endsWith(suffix),
		);
		if (line !== undefined) return Number(line[UID_COLUMN]);
	}
	return undefined;
}

const UID_COLUMN = 7;

function readLines(path: string): readonly (readonly string[])[] {
	try {
		return readFileSync(path, "latin1")
			.split("\n")
			.map((line) => line.trim().split(/\s+/));
	} catch {
		return [];
	}
}
