/** Framing of both protocol versions: a big-endian u32 length, then that many bytes of UTF-8 JSON. */
import { isUtf8 } from "node:buffer";
import { BusError } from "../errors.js";

export const PREFIX_BYTES = 4;
const MIN_CAPACITY_BYTES = 1_024;
const NOTHING = Buffer.alloc(0);

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

/**
 * Cuts a byte stream into frames, however it was split. Frames that arrive whole are read in place;
 * a byte of any other is copied at most twice, and no more is held than the frame has sent so far, doubled.
 */
export class FrameDecoder {
	readonly #maxFrameBytes: number;
	/** The start of a frame whose end has not come, in a buffer that grows with it. */
	#partial: Buffer = NOTHING;
	#partialBytes = 0;
	#neededBytes = PREFIX_BYTES;

	constructor(maxFrameBytes: number) {
		this.#maxFrameBytes = maxFrameBytes;
	}

	/**
	 * Takes bytes in and gives out the text of every frame they complete.
	 * @throws BusError FRAME_INVALID when a length is 0 or over the limit, or the bytes are not UTF-8
	 */
	push(chunk: Buffer, onFrame: (text: string) => void): void {
		let rest = chunk;
		while (this.#partialBytes > 0 && rest.length > 0) rest = this.#complete(rest, onFrame);
		if (rest.length > 0) this.#cut(rest, onFrame);
	}

	/** Adds to the partial frame what it lacks and returns what is left. */
	#complete(bytes: Buffer, onFrame: (text: string) => void): Buffer {
		const taken = Math.min(bytes.length, this.#neededBytes - this.#partialBytes);
		this.#append(bytes.subarray(0, taken));
		if (this.#partialBytes === this.#neededBytes) this.#advance(onFrame);
		return bytes.subarray(taken);
	}

	/** Either the length has become known, or the frame is complete. */
	#advance(onFrame: (text: string) => void): void {
		if (this.#neededBytes === PREFIX_BYTES) {
			this.#neededBytes += this.#checkedLength(this.#partial.readUInt32BE(0));
			return;
		}
		const frame = this.#partial.subarray(PREFIX_BYTES, this.#neededBytes);
		this.#partial = NOTHING;
		this.#partialBytes = 0;
		this.#neededBytes = PREFIX_BYTES;
		onFrame(decodeText(frame));
	}

	#cut(bytes: Buffer, onFrame: (text: string) => void): void {
		let offset = 0;
		while (bytes.length - offset >= PREFIX_BYTES) {
			const end = offset + PREFIX_BYTES + this.#checkedLength(bytes.readUInt32BE(offset));
			if (end > bytes.length) {
				this.#neededBytes = end - offset;
				break;
			}
			onFrame(decodeText(bytes.subarray(offset + PREFIX_BYTES, end)));
			offset = end;
		}
		if (offset < bytes.length) this.#append(bytes.subarray(offset));
	}

	#append(bytes: Buffer): void {
		const length = this.#partialBytes + bytes.length;
		if (length > this.#partial.length) this.#grow(length);
		bytes.copy(this.#partial, this.#partialBytes);
		this.#partialBytes = length;
	}

	// Doubling keeps the copies in proportion; a length alone, which costs its sender nothing, reserves nothing.
	#grow(length: number): void {
		const capacity = Math.min(
			this.#neededBytes,
			Math.max(length, this.#partial.length * 2, MIN_CAPACITY_BYTES),
		);
		const grown = Buffer.allocUnsafe(capacity);
		this.#partial.copy(grown, 0, 0, this.#partialBytes);
		this.#partial = grown;
	}

	#checkedLength(length: number): number {
		if (length > 0 && length <= this.#maxFrameBytes) return length;
		throw new BusError(
			"FRAME_INVALID",
			`Cannot read a frame of ${length} bytes: 1 to ${this.#maxFrameBytes} are allowed`,
			{
				hint: "docs/protocol.md describes the framing: a big-endian u32 length, then JSON",
			},
		);
	}
}

function decodeText(bytes: Buffer): string {
	if (!isUtf8(bytes)) throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not UTF-8");
	return bytes.toString("utf8");
}
