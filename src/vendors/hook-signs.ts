/**
 * What the daemon leaves beside the hooks that are kept for it, for the next hook to see: that it takes them, and which
 * sessions have something to be told. A hook that sees no more than the first need not talk to it.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { findProcess, isSameProcess, type ProcessIdentity } from "../platform/process-identity.js";

/** The vendor's own id of a session. */
export interface VendorSession {
	readonly vendor: string;
	readonly session: string;
}

const WORD = "word-for-";
// A name in a directory has no more than 255 bytes.
const MAX_NAME_LENGTH = 200;

/** Whether a daemon that lives takes what is kept there, as soon as it is. */
export function hasTaker(directory: string): boolean {
	try {
		return isSameProcess(JSON.parse(readFileSync(takerPath(directory), "utf8")) as ProcessIdentity);
	} catch {
		return false;
	}
}

export function signTaker(directory: string): void {
	const own = findProcess(process.pid);
	writeFileSync(takerPath(directory), JSON.stringify({ pid: process.pid, startedAt: own?.startedAt }), {
		mode: 0o600,
	});
}

export function unsignTaker(directory: string): void {
	rmSync(takerPath(directory), { force: true });
}

/** Whether there may be something to tell the session. */
export function hasWord(directory: string, session: VendorSession): boolean {
	return existsSync(wordPath(directory, session));
}

export function signWord(directory: string, session: VendorSession): void {
	writeFileSync(wordPath(directory, session), "", { mode: 0o600 });
}

export function unsignWord(directory: string, session: VendorSession): void {
	rmSync(wordPath(directory, session), { force: true });
}

/** Those of a daemon before. */
export function unsignWords(directory: string): void {
	for (const name of readdirSync(directory)) {
		if (name.startsWith(WORD)) rmSync(`${directory}/${name}`, { force: true });
	}
}

function takerPath(directory: string): string {
	return `${directory}/taker`;
}

function wordPath(directory: string, { vendor, session }: VendorSession): string {
	return `${directory}/${WORD}${encodeURIComponent(`${vendor} ${session}`).slice(0, MAX_NAME_LENGTH)}`;
}
