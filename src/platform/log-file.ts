/** The daemon's log file: bounded, readable by its owner alone, and never a reason to stop. */

import { closeSync, fstatSync, ftruncateSync, renameSync, writeSync } from "node:fs";
import { openPrivateFile } from "./private-file.js";

export interface LogFileOptions {
	/** One old file of the same size is kept besides. @default 1 MiB */
	readonly maxBytes?: number;
}

/** @throws BusError PATH_INVALID; once open, nothing it does throws */
export function openLogFile(path: string, { maxBytes = 1024 * 1024 }: LogFileOptions = {}): LogFile {
	return new LogFile(path, maxBytes);
}

/** The daemon is the only writer, so it keeps the size in mind instead of asking for it. */
export class LogFile {
	readonly #path: string;
	readonly #maxBytes: number;
	#fd: number | undefined;
	#bytes: number;
	#droppedLines = 0;

	constructor(path: string, maxBytes: number) {
		this.#path = path;
		this.#maxBytes = maxBytes;
		this.#fd = openPrivateFile(path);
		this.#bytes = fstatSync(this.#fd).size;
	}

	/** Lines that a full disk, or their own size, kept out of the file. */
	get droppedLines(): number {
		return this.#droppedLines;
	}

	write(line: string): void {
		try {
			this.#append(Buffer.from(line));
		} catch {
			this.#droppedLines += 1;
		}
	}

	close(): void {
		if (this.#fd !== undefined) closeSync(this.#fd);
		this.#fd = undefined;
	}

	#append(line: Buffer): void {
		if (line.length > this.#maxBytes) throw new RangeError("line exceeds the file");
		if (this.#bytes + line.length > this.#maxBytes) this.#rotate();
		if (this.#fd === undefined) throw new Error("log file is closed");

		const written = writeSync(this.#fd, line);
		this.#bytes += written;
		if (written < line.length) this.#removeTail(this.#fd, written);
	}

	#rotate(): void {
		if (this.#fd === undefined) return;
		renameSync(this.#path, `${this.#path}.1`);
		closeSync(this.#fd);
		this.#fd = undefined;
		this.#fd = openPrivateFile(this.#path);
		this.#bytes = fstatSync(this.#fd).size;
	}

	/** The disk filled up in the middle of a line; the next one must not be glued to its first half. */
	#removeTail(fd: number, tailBytes: number): void {
		ftruncateSync(fd, fstatSync(fd).size - tailBytes);
		this.#bytes -= tailBytes;
		throw new Error("disk is full");
	}
}
