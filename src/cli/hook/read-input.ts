/** What the vendor writes to a hook's standard input, as far as it comes in time. */
import { fstatSync, readSync } from "node:fs";
import { Socket } from "node:net";

export interface Input {
	readonly text: string;
	/** There was more than anybody would want. */
	readonly isCut: boolean;
}

const STDIN = 0;
const MAX_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const NOTHING: Input = { text: "", isCut: false };

/** @param late Resolves when no more can be waited for: some vendors never close it. */
export async function readInput(late: Promise<void>): Promise<Input> {
	const entry = fstatSync(STDIN);
	if (entry.isFile()) return readFile();
	// A terminal, or /dev/null.
	if (!entry.isFIFO() && !entry.isSocket()) return NOTHING;
	const collected = new Collected();
	const socket = new Socket({ fd: STDIN, readable: true, writable: false });
	const ended = new Promise<void>((resolve) => {
		socket.on("data", (chunk: Buffer) => collected.add(chunk));
		socket.on("end", resolve);
		socket.on("error", () => resolve());
	});
	await Promise.race([ended, late.then(() => collected.settled())]);
	return collected.toInput();
}

function readFile(): Input {
	const collected = new Collected();
	for (;;) {
		const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
		const length = readSync(STDIN, chunk);
		if (length === 0 || collected.isCut) return collected.toInput();
		collected.add(chunk.subarray(0, length));
	}
}

class Collected {
	isCut = false;
	readonly #chunks: Buffer[] = [];
	#bytes = 0;

	// The rest is read and forgotten: who writes it shall not find the pipe broken.
	add(chunk: Buffer): void {
		if (this.#bytes + chunk.length > MAX_BYTES) this.isCut = true;
		if (this.isCut) return;
		this.#chunks.push(chunk);
		this.#bytes += chunk.length;
	}

	/** On a machine that is busy the time may be up before this process has looked: what is there by then counts. */
	async settled(): Promise<void> {
		for (let before = -1; before < this.#bytes; ) {
			before = this.#bytes;
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	toInput(): Input {
		return { text: Buffer.concat(this.#chunks).toString("utf8"), isCut: this.isCut };
	}
}
