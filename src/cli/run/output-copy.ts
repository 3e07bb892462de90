/** Passes on what a command writes into a pipe: every byte, in order, and no faster than the reader takes it. */
import { spawn } from "node:child_process";
import { readSync } from "node:fs";
import { Socket } from "node:net";
import { writeFully, writeFullySync } from "./write-fully.js";

export interface OutputCopyOptions {
	/** The reading end of the pipe, non-blocking. */
	readonly readFd: number;
	readonly toFd: number;
	readonly onChunk: (chunk: Buffer) => void;
	/** The reader is gone or the disk is full; the command's next write fails, as it would have without us. */
	readonly onBroken: (error: unknown) => void;
}

// Twice what a pipe holds. A command's child that goes on writing shall not keep us here.
const MAX_REST_BYTES = 128 * 1024;

export class OutputCopy {
	readonly #options: OutputCopyOptions;
	readonly #source: Socket;
	#writing: Promise<void> = Promise.resolve();
	#isFinishing = false;

	constructor(options: OutputCopyOptions) {
		this.#options = options;
		this.#source = new Socket({ fd: options.readFd, readable: true, writable: false });
		this.#source.on("data", this.#onData);
		this.#source.on("error", options.onBroken);
	}

	/** The command has ended: passes on what is still in the pipe. */
	async finish(): Promise<void> {
		this.#isFinishing = true;
		this.#source.pause();
		await this.#writing;
		if (this.#source.destroyed) return;
		// read() tells its listeners, too; they would pass it on a second time.
		this.#source.off("data", this.#onData);
		// All in one turn, so that nobody else reads from the pipe meanwhile.
		const { rest, isAtEnd } = this.#readRest();
		try {
			for (const chunk of rest) {
				this.#options.onChunk(chunk);
				writeFullySync(this.#options.toFd, chunk);
			}
			if (!isAtEnd) this.#handOver();
		} catch (error) {
			this.#options.onBroken(error);
		}
		this.#source.destroy();
	}

	readonly #onData = (chunk: Buffer): void => {
		this.#source.pause();
		this.#writing = this.#write(chunk);
	};

	async #write(chunk: Buffer): Promise<void> {
		this.#options.onChunk(chunk);
		try {
			await writeFully(this.#options.toFd, chunk);
			if (!this.#isFinishing) this.#source.resume();
		} catch (error) {
			this.#source.destroy();
			this.#options.onBroken(error);
		}
	}

	#readRest(): { readonly rest: readonly Buffer[]; readonly isAtEnd: boolean } {
		const rest: Buffer[] = [];
		for (
			let chunk = this.#source.read() as Buffer | null;
			chunk !== null;
			chunk = this.#source.read() as Buffer | null
		)
			rest.push(chunk);
		for (let bytes = 0; bytes < MAX_REST_BYTES; ) {
			const chunk = readNow(this.#options.readFd);
			if (chunk === undefined) return { rest, isAtEnd: false };
			if (chunk.length === 0) return { rest, isAtEnd: true };
			rest.push(chunk);
			bytes += chunk.length;
		}
		return { rest, isAtEnd: false };
	}

	/** Something the command left in the background still writes: it keeps its output, and we can go. */
	#handOver(): void {
		const { readFd, toFd } = this.#options;
		const heir = spawn("cat", { stdio: [readFd, toFd, "ignore"], detached: true });
		heir.on("error", this.#options.onBroken);
		heir.unref();
	}
}

/** What can be read without waiting; empty at the end, undefined when there is nothing yet. */
function readNow(fd: number): Buffer | undefined {
	const buffer = Buffer.allocUnsafe(65_536);
	try {
		return buffer.subarray(0, readSync(fd, buffer));
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
		throw error;
	}
}
