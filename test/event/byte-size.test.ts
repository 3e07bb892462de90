import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { formatByteSize, parseByteSize } from "../../src/event/byte-size.js";

for (const [text, bytes] of [
	["65536", 65_536],
	["512MiB", 536_870_912],
	["1GB", 1_000_000_000],
	["1.5 kib", 1_536],
	["7b", 7],
	[" 2GiB ", 2_147_483_648],
] as const) {
	test(`"${text}" is ${bytes} bytes`, () => {
		assert.equal(parseByteSize(text, "max_size"), bytes);
	});
}

for (const text of ["", "0", "0.5b", "-1", "1TB", "MiB", "1e9", "NaN", "1,5MB", "9".repeat(20)]) {
	test(`"${text}" is refused as a size`, () => {
		assert.throws(() => parseByteSize(text, "max_size"), {
			code: "USAGE",
			message: `Cannot use max_size "${text}": not a size above zero`,
			hint: "Sizes look like 512MiB, 1GB or 65536 (bytes)",
		});
	});
}

test("any text is a whole number of bytes above zero or is refused", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,18}(\.\d{1,3})? ?([kmg]i?)?b?$/)), (text) => {
			try {
				const bytes = parseByteSize(text, "max_size");
				assert.ok(bytes > 0 && Number.isSafeInteger(bytes));
			} catch (error) {
				assert.equal((error as { code?: unknown }).code, "USAGE");
			}
		}),
	);
});

for (const [bytes, text] of [
	[0, "0 B"],
	[1_023, "1023 B"],
	[1_536, "1.5 KiB"],
	[536_870_912, "512.0 MiB"],
	[3_221_225_472, "3.0 GiB"],
] as const) {
	test(`${bytes} bytes read "${text}"`, () => {
		assert.equal(formatByteSize(bytes), text);
	});
}
