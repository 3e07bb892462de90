import { statSync } from "node:fs";

/** Bytes on the disk, with the write-ahead log. */
export function readDatabaseSize(path: string): number {
	return sizeOf(path) + sizeOf(`${path}-wal`);
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
