/** What the vendor writes to a hook's standard input, as far as it comes in time. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

export interface Input {
	readonly text: string;
	/** There was more than anybody would want. */
	readonly isCut: boolean;
}

const STDIN = 0;
const MAX_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const LOOK_MS = 1;
const NOTHING: Input = { text: "", isCut: false };

/** @param late Resolves when no more can be waited for: some vendors never close it. */
export async function readInput(late: Promise<void>): Promise<Input> {
	const entry = fstatSync(STDIN);
	if (entry.isFile()) return readFile();
	// A terminal, or /dev/null.
	if (!entry.isFIFO() && !entry.isSocket()) return NOTHING;
	const pipe = entry.isFIFO() ? openAnew() : undefined;
	return pipe === undefined ? await readStream(late) : await readPipe(pipe, late);
}

// A description of our own, which does not block; Linux alone has it.
function openAnew(): number | undefined {
	try {
		return openSync(`/proc/self/fd/${STDIN}`, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch {
		return undefined;
	}
}

/** Mostly all of it is there already; a stream would take Node longer to load than this takes. */
async function readPipe(pipe: number, late: Promise<void>): Promise<Input> {
	const collected = new Collected();
	let isLate = false;
	void late.then(() => {
		isLate = true;
	});
	while (!isLate) {
		const chunk = readNow(pipe);
		if (chunk === "nothing yet") await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		else if (chunk.length === 0) break;
		else collected.add(chunk);
	}
	closeSync(pipe);
	return collected.toInput();
}

function readNow(pipe: number): Buffer | "nothing yet" {
	const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
	try {
		return chunk.subarray(0, readSync(pipe, chunk));
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EAGAIN") return "nothing yet";
		throw error;
	}
}

async function readStream(late: Promise<void>): Promise<Input> {
	const { Socket } = await import("node:net");
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
