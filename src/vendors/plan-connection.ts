/** What `connect` and `disconnect` would change, file by file; nothing is written yet. */
import { readFileSync } from "node:fs";
import { BusError } from "../errors.js";
import { describeSystemError } from "../platform/system-error.js";
import type { VendorFile } from "./connection.js";
import { type ConnectionRecord, findRecord, hashText } from "./connection-record.js";
import { type Splice, undoSplices } from "./edit/splice.js";
import { type TextEditor, TextProblem } from "./edit/text-editor.js";

export interface Change {
	readonly file: VendorFile;
	/** Undefined when the file is not there, or shall go. */
	readonly before: string | undefined;
	readonly after: string | undefined;
	readonly splices: readonly Splice[];
	/** Without us it would not be there. */
	readonly isNew: boolean;
	/** Of the connection before, if there was one. */
	readonly record: ConnectionRecord | undefined;
}

/** The files that have to change for the vendor to be connected. @throws BusError VENDOR_FILE_INVALID, PATH_INVALID */
export function planConnecting(files: readonly VendorFile[], recordsDir: string): readonly Change[] {
	return files.flatMap((file) => {
		const before = readText(file.path);
		return inFile(file, () => {
			if (before !== undefined && file.editor.isConnected(before)) return [];
			const record = findRecord(recordsDir, file.path);
			const base = before === undefined ? undefined : takeAway(before, file.editor, record);
			const { text: after, splices } = file.editor.add(base ?? "");
			if (!file.editor.isConnected(after) || undoSplices({ text: after, splices }) !== (base ?? ""))
				throw new BusError("INTERNAL", `Cannot add to "${file.path}" what would be found in it again`);
			return [{ file, before, after, splices, isNew: base === undefined, record }];
		});
	});
}

/** The files that hold something of ours. @throws BusError VENDOR_FILE_INVALID, PATH_INVALID */
export function planDisconnecting(files: readonly VendorFile[], recordsDir: string): readonly Change[] {
	return files.flatMap((file) => {
		const before = readText(file.path);
		if (before === undefined) return [];
		const record = findRecord(recordsDir, file.path);
		const after = inFile(file, () => takeAway(before, file.editor, record));
		return after === before ? [] : [{ file, before, after, splices: [], isNew: false, record }];
	});
}

/** To the byte when nobody has changed it since; otherwise what is ours alone. */
function takeAway(
	text: string,
	editor: TextEditor,
	record: ConnectionRecord | undefined,
): string | undefined {
	if (record !== undefined && record.hash === hashText(text))
		return record.isNew ? undefined : undoSplices({ text, splices: record.splices });
	const { text: after } = editor.remove(text);
	return record?.isNew === true && editor.isBare(after) ? undefined : after;
}

/** @throws BusError PATH_INVALID */
export function readText(path: string): string | undefined {
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw new BusError("PATH_INVALID", `Cannot read "${path}": ${describeSystemError(cause)}`, { cause });
	}
	const text = bytes.toString("utf8");
	if (Buffer.from(text).equals(bytes)) return text;
	throw new BusError("VENDOR_FILE_INVALID", `Cannot change "${path}": it is not UTF-8`, {
		hint: `Save ${path} as UTF-8`,
	});
}

function inFile<T>({ path }: VendorFile, work: () => T): T {
	try {
		return work();
	} catch (cause) {
		if (!(cause instanceof TextProblem)) throw cause;
		throw new BusError(
			"VENDOR_FILE_INVALID",
			`Cannot change "${path}", line ${cause.line}: ${cause.message}`,
			{
				hint: `Edit ${path}, and type the same again: nothing has been written`,
				cause,
			},
		);
	}
}
