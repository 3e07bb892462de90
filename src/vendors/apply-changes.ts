/** Writes what was planned: all of it, or nothing. */
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.js";
import { removeLinkedFile, rewriteFile } from "../platform/rewrite-file.js";
import { describeSystemError } from "../platform/system-error.js";
import type { Scope } from "./connection.js";
import { forgetRecord, hashText, writeRecord } from "./connection-record.js";
import { type Change, readText } from "./plan-connection.js";

export interface ApplyOptions {
	readonly scope: Scope;
	readonly recordsDir: string;
}

/** @throws BusError PATH_INVALID, VENDOR_FILE_INVALID, with every file as it was before */
export function applyChanges(changes: readonly Change[], options: ApplyOptions): void {
	for (const { file, before } of changes) requireSame(file.path, before);
	const undo: (() => void)[] = [];
	try {
		for (const change of changes) apply(change, { ...options, undo });
	} catch (error) {
		for (const step of undo.toReversed()) step();
		throw error;
	}
	const gone = changes.filter(({ after }) => after === undefined);
	const directories = gone.flatMap(({ record }) => record?.newDirectories ?? []);
	// The inner ones first.
	for (const directory of directories.toSorted().toReversed()) removeEmpty(directory);
}

interface Work extends ApplyOptions {
	/** Filled with what takes each step back. */
	readonly undo: (() => void)[];
}

function apply(change: Change, work: Work): void {
	const { file, before, after } = change;
	const { path } = file;
	const mode = modeOf(change, work);
	const newDirectories = after === undefined ? [] : makeDirectories(dirname(path), work);
	// Before the file: a record of what was not done harms nobody, the other way round it could not be undone.
	keepRecord(change, { ...work, newDirectories });
	work.undo.push(() => put(path, before, mode));
	put(path, after, mode);
	if (after === undefined) forgetRecord(work.recordsDir, path);
}

function keepRecord(
	{ file: { path }, after, splices, isNew, record }: Change,
	{ recordsDir, newDirectories }: Work & { readonly newDirectories: readonly string[] },
): void {
	if (after === undefined) return;
	if (splices.length === 0) return forgetRecord(recordsDir, path);
	const directories = isNew ? [...newDirectories, ...(record?.newDirectories ?? [])] : [];
	writeRecord(recordsDir, { path, hash: hashText(after), splices, isNew, newDirectories: directories });
}

/** Those that were missing, the innermost first. */
function makeDirectories(path: string, work: Work): readonly string[] {
	if (existsSync(path)) return [];
	const outer = makeDirectories(dirname(path), work);
	try {
		mkdirSync(path, { mode: work.scope === "user" ? 0o700 : 0o777 });
	} catch (cause) {
		throw new BusError("PATH_INVALID", `Cannot create directory "${path}": ${describeSystemError(cause)}`, {
			cause,
		});
	}
	work.undo.push(() => removeEmpty(path));
	return [path, ...outer];
}

function modeOf({ file }: Change, { scope }: Work): number {
	const mode = scope === "user" ? 0o600 : 0o644;
	// Whoever may read a script may run it.
	return file.isExecutable === true ? mode | ((mode & 0o444) >> 2) : mode;
}

function put(path: string, text: string | undefined, mode: number): void {
	if (text === undefined) removeLinkedFile(path);
	else rewriteFile(path, text, mode);
}

function removeEmpty(directory: string): void {
	try {
		rmdirSync(directory);
	} catch {
		// Something else has come into it.
	}
}

function requireSame(path: string, before: string | undefined): void {
	if (readText(path) === before) return;
	throw new BusError("VENDOR_FILE_INVALID", `Cannot change "${path}": it has changed meanwhile`, {
		hint: "Type the same again",
	});
}
