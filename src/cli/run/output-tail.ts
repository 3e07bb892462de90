/** The last lines of what a command writes, in bounded memory however much that is. */
import { toPrintable } from "../../event/printable.js";

const MAX_LINE_BYTES = 2_048;
const MAX_TAIL_CHARACTERS = 8_192;
const NEWLINE = 10;

export class OutputTail {
	readonly #maxLines: number;
	readonly #lines: Buffer[] = [];
	/** What each stream has written since its last newline. */
	readonly #unfinished = new Map<number, Buffer>();

	constructor(maxLines: number) {
		this.#maxLines = maxLines;
	}

	add(stream: number, chunk: Buffer): void {
		const [first, ...rest] = this.#lastPieces(chunk);
		if (first === undefined) return;
		const before = first.byteOffset === chunk.byteOffset ? this.#unfinished.get(stream) : undefined;
		const pieces = [before === undefined ? first : Buffer.concat([before, first]), ...rest];
		const last = pieces.pop();
		if (last !== undefined) this.#unfinished.set(stream, copyEnd(last));
		this.#lines.push(...pieces.map(copyEnd));
		this.#lines.splice(0, this.#lines.length - this.#maxLines);
	}

	/** Undefined when nothing was written. */
	text(): string | undefined {
		const unfinished = [...this.#unfinished.values()].filter((line) => line.length > 0);
		const lines = [...this.#lines, ...unfinished].slice(-this.#maxLines).map(toLine);
		while (lines.length > 1 && lengthOf(lines) > MAX_TAIL_CHARACTERS) lines.shift();
		return lines.length === 0 ? undefined : lines.join("\n");
	}

	/** From the end back: one piece for each line that may be kept, and what follows the last newline. */
	#lastPieces(chunk: Buffer): readonly Buffer[] {
		const pieces: Buffer[] = [];
		let end = chunk.length;
		while (pieces.length <= this.#maxLines) {
			const newline = end === 0 ? -1 : chunk.lastIndexOf(NEWLINE, end - 1);
			pieces.unshift(chunk.subarray(newline + 1, end));
			if (newline === -1) break;
			end = newline;
		}
		return pieces;
	}
}

// A copy, so that a line does not keep all that it came with.
function copyEnd(line: Buffer): Buffer {
	return Buffer.from(line.subarray(-MAX_LINE_BYTES));
}

/** As a terminal would show it in the end: what a carriage return overwrote is gone. */
function toLine(bytes: Buffer): string {
	const text = bytes.toString("utf8").replace(/\r+$/, "");
	return toPrintable(text.slice(text.lastIndexOf("\r") + 1)).trimEnd();
}

function lengthOf(lines: readonly string[]): number {
	return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
