/** Framing of both protocol versions: a big-endian u32 length, then that many bytes of UTF-8 JSON. */
import { isUtf8 } from "node:buffer";
import { BusError } from "../errors.js";

const PREFIX_BYTES = 4;

export function encodeFrame(text: string): Buffer {
	const length = Buffer.byteLength(text);
	const frame = Buffer.allocUnsafe(PREFIX_BYTES + length);
	frame.writeUInt32BE(length, 0);
	frame.write(text, PREFIX_BYTES);
	return frame;
}

/** A frame whose middle is already encoded, so that many readers share the work. */
export function encodeFrameAround(before: string, middle: Buffer, after: string): Buffer {
	const beforeBytes = Buffer.byteLength(before);
	const length = beforeBytes + middle.length + Buffer.byteLength(after);
	const frame = Buffer.allocUnsafe(PREFIX_BYTES + length);
	frame.writeUInt32BE(length, 0);
	frame.write(before, PREFIX_BYTES);
	middle.copy(frame, PREFIX_BYTES + beforeBytes);
	frame.write(after, PREFIX_BYTES + beforeBytes + middle.length);
	return frame;
}

/** Cuts a byte stream into frames, however it was split. Each byte is copied at most once. */
export class FrameDecoder {
	readonly #maxFrameBytes: number;
	#chunks: Buffer[] = [];
	#buffered = 0;
	#needed = PREFIX_BYTES;

	constructor(maxFrameBytes: number) {
		this.#maxFrameBytes = maxFrameBytes;
	}

	/** Whether the stream stopped inside a frame. */
	get isMidFrame(): boolean {
		return this.#buffered > 0;
	}

	/**
	 * Takes bytes in and gives out the text of every frame they complete.
	 * @throws BusError FRAME_INVALID when a length is 0 or over the limit, or the bytes are not UTF-8
	 */
	push(chunk: Buffer, onFrame: (text: string) => void): void {
		this.#chunks.push(chunk);
		this.#buffered += chunk.length;
		if (this.#buffered < this.#needed) return;
		this.#cut(this.#takeAll(), onFrame);
	}

	#takeAll(): Buffer {
		const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
		const bytes = only ?? Buffer.concat(this.#chunks, this.#buffered);
		this.#chunks = [];
		this.#buffered = 0;
		return bytes;
	}

	#cut(bytes: Buffer, onFrame: (text: string) => void): void {
		let offset = 0;
		this.#needed = PREFIX_BYTES;
		while (bytes.length - offset >= PREFIX_BYTES) {
			const end = offset + PREFIX_BYTES + this.#checkedLength(bytes.readUInt32BE(offset));
			if (end > bytes.length) {
				this.#needed = end - offset;
				break;
			}
			onFrame(decodeText(bytes.subarray(offset + PREFIX_BYTES, end)));
			offset = end;
		}
		if (offset === bytes.length) return;
		this.#chunks = [bytes.subarray(offset)];
		this.#buffered = bytes.length - offset;
	}

	#checkedLength(length: number): number {
		if (length > 0 && length <= this.#maxFrameBytes) return length;
		throw new BusError("FRAME_INVALID", `Cannot read a frame of ${length} bytes: 1 to ${this.#maxFrameBytes} are allowed`, {
			hint: "docs/protocol.md describes the framing: a big-endian u32 length, then JSON",
		});
	}
}

function decodeText(bytes: Buffer): string {
	if (!isUtf8(bytes)) throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not UTF-8");
	return bytes.toString("utf8");
}
