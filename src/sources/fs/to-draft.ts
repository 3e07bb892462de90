/** What happened to a file, as an event. */
import type { EventDraft, JsonObject } from "../../event/event.js";
import { toPrintable } from "../../event/printable.js";
import type { BytePath } from "../../platform/byte-path.js";
import { isText, toBytes, toText } from "../../platform/byte-path.js";
import type { Change, Overflow } from "./change.js";

export const CHANGE_TYPE = "fs_change";
export const OVERFLOW_TYPE = "fs_overflow";

export function toDraft(occurrence: Change | Overflow, deliveryId: string): EventDraft {
	const isOverflow = occurrence.action === "overflow";
	return {
		source: "fs",
		event_type: isOverflow ? OVERFLOW_TYPE : CHANGE_TYPE,
		delivery_id: deliveryId,
		summary: isOverflow ? summariseOverflow(occurrence) : summarise(occurrence),
		fields: isOverflow
			? { action: "overflow", roots: occurrence.roots.map(toText), ingest_method: INGEST_METHOD }
			: toFields(occurrence),
	};
}

const INGEST_METHOD = "fs_watch";

function toFields({ action, path, root, isDirectory, isFinished, oldPath, entry }: Change): JsonObject {
	const name = toText(nameOf(path));
	return {
		...(isFinished ? { status: "completed", conclusion: "success", finished: toText(path) } : {}),
		action,
		path: toText(path),
		relative_path: toText(relativeTo(root, path)),
		root: toText(root),
		name,
		is_directory: isDirectory,
		...(entry === undefined ? {} : { size: entry.size, mtime_ms: Math.floor(entry.mtimeMs) }),
		...(oldPath === undefined ? {} : { old_path: toText(oldPath) }),
		...(isText(path) ? {} : { path_base64: toBytes(path).toString("base64") }),
		workflow_name: name,
		ingest_method: INGEST_METHOD,
	};
}

function nameOf(path: BytePath): BytePath {
	return path.slice(path.lastIndexOf("/") + 1) as BytePath;
}

function relativeTo(root: BytePath, path: BytePath): BytePath {
	if (path === root) return "." as BytePath;
	return path.slice(root === "/" ? 1 : root.length + 1) as BytePath;
}

function summarise({ action, path, oldPath, entry }: Change): string {
	const what = toPrintable(toText(path));
	switch (action) {
		case "create":
			return `${what} was created`;
		case "close_write":
			return `${what} was written${entry === undefined ? "" : `, ${entry.size} bytes`}`;
		case "moved_to":
			return oldPath === undefined ? `${what} was moved here` : `${what} was ${toPrintable(toText(oldPath))}`;
		case "moved_from":
			return `${what} was moved away`;
		case "delete":
			return `${what} was deleted`;
	}
}

function summariseOverflow({ roots }: Overflow): string {
	const where =
		roots.length === 1 ? toPrintable(toText(roots[0] ?? ("" as BytePath))) : `${roots.length} paths`;
	return `The kernel dropped notices of files: ${where} looked through for what has changed`;
}
