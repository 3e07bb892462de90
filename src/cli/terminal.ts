/** Standard output is data, standard error is for people; both are written at once, so that exiting loses nothing. */
import { writeSync } from "node:fs";
import { toPrintable } from "../event/printable.js";

/** The reader of our output has gone; there is nobody left to write for. */
export class OutputClosed extends Error {}

export interface Terminal {
	/** A line of data. */
	print(line: string): void;
	/** A line for people, with anything that could act on a terminal removed. */
	tell(line: string): void;
}

export function createTerminal(): Terminal {
	return {
		print: (line) => writeAll(1, `${line}\n`),
		tell: (line) => {
			try {
				writeAll(2, `${toPrintable(line)}\n`);
			} catch (error) {
				// Nobody listens to the comments: the work goes on.
				if (!(error instanceof OutputClosed)) throw error;
			}
		},
	};
}

function writeAll(fd: number, text: string): void {
	let rest: Uint8Array = Buffer.from(text);
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(fd, rest));
		} catch (error) {
			const code = error instanceof Error && "code" in error ? error.code : undefined;
			if (code === "EPIPE") throw new OutputClosed();
			// A full pipe that another process set to non-blocking: wait for its reader.
			if (code !== "EAGAIN") throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
		}
	}
}
