import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { encodeFrame, encodeFrameAround, FrameDecoder } from "../../src/protocol/frame.js";
import { countCopiedBytes } from "../support/count-copied-bytes.js";

const LIMIT = 65_536;

function decode(chunks: readonly Buffer[], maxFrameBytes = LIMIT): readonly string[] {
	const decoder = new FrameDecoder(maxFrameBytes);
	const texts: string[] = [];
	for (const chunk of chunks) decoder.push(chunk, (text) => texts.push(text));
	return texts;
}

/** The bytes in pieces of these sizes, again and again. */
function split(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
	const chunks: Buffer[] = [];
	for (let offset = 0; offset < bytes.length; offset += chunks.at(-1)?.length ?? 1) {
		chunks.push(bytes.subarray(offset, offset + (sizes[chunks.length % sizes.length] ?? 1)));
	}
	return chunks;
}

const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), { maxLength: 20 });

test("frames come out whole and in order, however the stream was split", () => {
	fc.assert(
		fc.property(
			texts,
			fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 }),
			(frames, sizes) => {
				const stream = Buffer.concat(frames.map(encodeFrame));

				assert.deepEqual(decode(split(stream, sizes)), frames);
			},
		),
	);
});

test("an empty piece changes nothing", () => {
	const frame = encodeFrame("hello");
	const nothing = Buffer.alloc(0);

	assert.deepEqual(decode([nothing, frame.subarray(0, 2), nothing, frame.subarray(2), nothing]), ["hello"]);
});

test("a frame that has arrived is given out although the next one has only begun", () => {
	assert.deepEqual(decode([Buffer.concat([encodeFrame("one"), encodeFrame("two").subarray(0, 5)])]), ["one"]);
});

for (const pieceBytes of [1, 3, 100, 4_096, 65_536]) {
	test(`a frame in pieces of ${pieceBytes} is copied in proportion to its length`, (t) => {
		const frame = encodeFrame("x".repeat(400_000));
		const chunks = split(Buffer.concat([frame, frame]), [pieceBytes]);
		const decoder = new FrameDecoder(1_000_000);
		let frames = 0;
		const count = countCopiedBytes(t);

		for (const chunk of chunks) decoder.push(chunk, () => (frames += 1));

		assert.equal(frames, 2);
		// No less than once: a way of copying that is not counted would look like none at all.
		assert.ok(count.copiedBytes >= frame.length, `${count.copiedBytes} bytes copied`);
		assert.ok(count.copiedBytes <= 3 * 2 * frame.length, `${count.copiedBytes} bytes copied`);
	});
}

test("frames that arrive whole are not copied at all", (t) => {
	const stream = Buffer.concat(Array.from({ length: 100 }, (_, index) => encodeFrame(`frame ${index}`)));
	const decoder = new FrameDecoder(LIMIT);
	const count = countCopiedBytes(t);

	decoder.push(stream, () => undefined);

	assert.deepEqual(count, { copiedBytes: 0, allocatedBytes: 0 });
});

test("the announcement of a large frame reserves no memory for it", (t) => {
	const decoder = new FrameDecoder(16 * 1024 * 1024);
	const announced = encodeFrame("x".repeat(10_000_000)).subarray(0, 20_000);
	const count = countCopiedBytes(t);

	decoder.push(announced, () => undefined);

	assert.ok(count.allocatedBytes <= 2 * announced.length, `${count.allocatedBytes} bytes reserved`);
});

for (const length of [0, LIMIT + 1, 0xffff_ffff]) {
	test(`a length of ${length} is refused before its bytes are read, also when it comes byte by byte`, () => {
		const prefix = Buffer.alloc(4);
		prefix.writeUInt32BE(length);
		const message = `Cannot read a frame of ${length} bytes: 1 to 65536 are allowed`;

		assert.throws(() => decode([prefix]), { code: "FRAME_INVALID", message });
		assert.throws(() => decode(split(prefix, [1])), { code: "FRAME_INVALID", message });
	});
}

test("the largest frame is accepted", () => {
	assert.deepEqual(decode([encodeFrame("x".repeat(LIMIT))]), ["x".repeat(LIMIT)]);
});

test("bytes that are not UTF-8 are refused, after the frames before them", () => {
	const texts: string[] = [];
	const decoder = new FrameDecoder(LIMIT);
	const stream = Buffer.concat([encodeFrame("good"), Buffer.from([0, 0, 0, 2, 0xc3, 0x28])]);

	assert.throws(() => decoder.push(stream, (text) => texts.push(text)), {
		code: "FRAME_INVALID",
		message: "Cannot read a frame: it is not UTF-8",
	});
	assert.deepEqual(texts, ["good"]);
});

test("any bytes are frames or are refused", () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (chunks) => {
			try {
				decode(
					chunks.map((chunk) => Buffer.from(chunk)),
					100,
				);
			} catch (error) {
				assert.equal((error as { code?: unknown }).code, "FRAME_INVALID");
			}
		}),
	);
});

test("a frame around bytes that are encoded already is the frame of the whole text", () => {
	const part = fc.string({ unit: "grapheme", maxLength: 50 });
	fc.assert(
		fc.property(part, part, part, (before, middle, after) => {
			fc.pre(`${before}${middle}${after}` !== "");

			assert.deepEqual(
				encodeFrameAround(before, Buffer.from(middle), after),
				encodeFrame(`${before}${middle}${after}`),
			);
		}),
	);
});
