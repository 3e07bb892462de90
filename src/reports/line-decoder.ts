/** The lines of UTF-8 that comes in pieces, each with its number. One that is too long is cut. */

export interface Line {
	/** Without its end. */
	readonly text: string;
	/** From 1. */
	readonly number: number;
	readonly isCut: boolean;
}

const MAX_LINE_LENGTH = 4 * 1024 * 1024;

export class LineDecoder {
	// What a test printed may be anything, so bytes that are no UTF-8 are replaced, not refused.
	readonly #decoder = new TextDecoder();
	readonly #onLine: (line: Line) => void;
	#rest = "";
	#isCut = false;
	#number = 0;

	constructor(onLine: (line: Line) => void) {
		this.#onLine = onLine;
	}

	write(bytes: Uint8Array): void {
		this.#take(this.#decoder.decode(bytes, { stream: true }));
	}

	end(): void {
		this.#take(this.#decoder.decode());
		if (this.#rest !== "") this.#finishLine();
	}

	#take(text: string): void {
		const [first = "", ...others] = text.split("\n");
		this.#append(first);
		for (const part of others) {
			this.#finishLine();
			this.#append(part);
		}
	}

	#append(text: string): void {
		const room = MAX_LINE_LENGTH - this.#rest.length;
		if (text.length > room) this.#isCut = true;
		this.#rest += text.slice(0, room);
	}

	#finishLine(): void {
		const line = { text: this.#rest.replace(/\r$/, ""), number: this.#number + 1, isCut: this.#isCut };
		this.#number += 1;
		this.#rest = "";
		this.#isCut = false;
		this.#onLine(line);
	}
}
