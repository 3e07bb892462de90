/** SQLite's failures in the bus's terms: a code, and what to do about it. */
import { dirname } from "node:path";
import { BusError, type ErrorCode } from "../errors.js";

// sqlite.org/rescode.html
const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_NOTADB = 26;
const MALFORMED = "database disk image is malformed";

const ROW_CODES: ReadonlySet<number> = new Set([SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH]);
const BINDING_CODES: ReadonlySet<unknown> = new Set(["ERR_INVALID_ARG_TYPE", "ERR_INVALID_ARG_VALUE"]);

/** True when the failure is of one row and its transaction goes on. */
export function isRowError(error: unknown): boolean {
	const code = resultCode(error);
	if (code !== undefined) return ROW_CODES.has(code);
	return error instanceof Error && "code" in error && BINDING_CODES.has(error.code);
}

/** The BusError for a failure of SQLite; whatever else was thrown comes back as it is. */
export function toStoreError(error: unknown, action: string, path: string): unknown {
	const code = resultCode(error);
	if (code === undefined) return error;
	const { errorCode, hint } = describe(code, path);
	const message = `Cannot ${action} "${path}": ${reasonOf(error)}`;
	return new BusError(errorCode, message, { ...(hint === undefined ? {} : { hint }), cause: error });
}

export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Keeps the files' names, because sqlite3's .recover needs the -wal beside its database. */
export function moveAwayHint(path: string): string {
	const broken = `${dirname(path)}/broken`;
	return `Move it away and start again: mkdir -p "${broken}" && mv "${path}"* "${broken}"`;
}

function describe(code: number, path: string): { readonly errorCode: ErrorCode; readonly hint?: string } {
	switch (code) {
		case SQLITE_FULL:
			return {
				errorCode: "STORE_FULL",
				hint: `Free space on the disk that holds it: df -h "${dirname(path)}"`,
			};
		case SQLITE_NOTADB:
		case SQLITE_CORRUPT:
			return { errorCode: "STORE_FAILED", hint: moveAwayHint(path) };
		case SQLITE_BUSY:
			return {
				errorCode: "STORE_FAILED",
				hint: `Close the program that has it open for writing: fuser -v "${path}"`,
			};
		case SQLITE_READONLY:
			return { errorCode: "STORE_FAILED", hint: `Make it writable: chmod u+w "${path}" "${dirname(path)}"` };
	}
	return { errorCode: "STORE_FAILED" };
}

/** The primary result code, the low byte of the extended one; 1 when the driver's iterator keeps it to itself. */
function resultCode(error: unknown): number | undefined {
	if (!(error instanceof Error && "code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
	if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
	return error.message === MALFORMED ? SQLITE_CORRUPT : SQLITE_ERROR;
}
