/** What `connect` did to a file, kept so that `disconnect` can undo it to the byte. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { replaceFile } from "../platform/replace-file.js";
import type { Splice } from "./edit/splice.js";

export interface ConnectionRecord {
	/** Of the file that is meant; the record's own name is made from it. */
	readonly path: string;
	/** SHA-256 of what `connect` left in it. */
	readonly hash: string;
	readonly splices: readonly Splice[];
	/** The file was not there before, nor were these directories. */
	readonly isNew: boolean;
	readonly newDirectories: readonly string[];
}

export function hashText(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Undefined when there is none that reads. */
export function findRecord(directory: string, path: string): ConnectionRecord | undefined {
	const recordPath = pathOf(directory, path);
	if (!existsSync(recordPath)) return undefined;
	try {
		const record = JSON.parse(readFileSync(recordPath, "utf8")) as ConnectionRecord;
		return record.path === path && Array.isArray(record.splices) ? record : undefined;
	} catch {
		return undefined;
	}
}

/** Readable by the user alone: a file of settings may hold secrets. */
export function writeRecord(directory: string, record: ConnectionRecord): void {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	replaceFile(pathOf(directory, record.path), `${JSON.stringify(record)}\n`);
}

export function forgetRecord(directory: string, path: string): void {
	rmSync(pathOf(directory, path), { force: true });
}

function pathOf(directory: string, path: string): string {
	return `${directory}/${hashText(path).slice(0, 32)}.json`;
}
