import type { TestContext } from "node:test";

export interface CopyCount {
	readonly copiedBytes: number;
	readonly allocatedBytes: number;
}

/** Counts the bytes that any way of copying or allocating a Buffer moves or reserves, until the test ends. */
export function countCopiedBytes(t: Pick<TestContext, "after">): CopyCount {
	const count = { copiedBytes: 0, allocatedBytes: 0 };
	const bytes = Uint8Array.prototype;
	// Its declaration types the prototype as any.
	const buffers = Buffer.prototype as Pick<Buffer, "copy">;
	const original = {
		copy: buffers.copy,
		set: bytes.set,
		slice: bytes.slice,
		concat: Buffer.concat,
		allocUnsafe: Buffer.allocUnsafe,
		alloc: Buffer.alloc,
	};
	t.after(() => {
		buffers.copy = original.copy;
		bytes.set = original.set;
		bytes.slice = original.slice;
		Buffer.concat = original.concat;
		Buffer.allocUnsafe = original.allocUnsafe;
		Buffer.alloc = original.alloc;
	});
	buffers.copy = function copy(this: Buffer, ...args: Parameters<Buffer["copy"]>) {
		const copied = original.copy.apply(this, args);
		count.copiedBytes += copied;
		return copied;
	};
	bytes.set = function set(this: Uint8Array, source, offset) {
		count.copiedBytes += source.length;
		original.set.call(this, source, offset);
	};
	bytes.slice = function slice(this: Uint8Array<ArrayBuffer>, start, end) {
		const part = original.slice.call(this, start, end);
		count.copiedBytes += part.length;
		return part;
	};
	Buffer.concat = (list, totalLength) => {
		const whole = original.concat(list, totalLength);
		count.copiedBytes += whole.length;
		return whole;
	};
	Buffer.allocUnsafe = (size) => {
		count.allocatedBytes += size;
		return original.allocUnsafe(size);
	};
	Buffer.alloc = (size, ...rest) => {
		count.allocatedBytes += size;
		return original.alloc(size, ...rest);
	};
	return count;
}
