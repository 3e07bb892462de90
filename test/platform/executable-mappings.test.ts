import assert from "node:assert/strict";
import { test } from "node:test";
import { findCleanExecutableMappings, parseCleanMappings } from "../../src/platform/executable-mappings.js";

interface Entry {
	range?: string;
	permissions?: string;
	path?: string;
	details?: string;
}

const clean = "Size: 128 kB\nAnonymous:             0 kB\nSwap:                  0 kB\nSwapPss: 0 kB";

function formatEntry({
	range = "1000-3000",
	permissions = "r-xp",
	path = "/bin/node",
	details = clean,
}: Entry) {
	return `${range} ${permissions} 00000000 fe:00 260689     ${path}\n${details}\nVmFlags: rd ex mr mw me sd\n`;
}

const isClean = { start: 0x1000n, lengthBytes: 0x2000n };

test("code and read-only data of the executable are found", () => {
	const smaps = [
		formatEntry({}),
		formatEntry({ range: "ffffffff0000-ffffffff2000", permissions: "r--p" }),
		formatEntry({ range: "8000-9000", permissions: "rw-p" }),
	].join("");

	assert.deepEqual(parseCleanMappings(smaps, "/bin/node"), [
		isClean,
		{ start: 0xffffffff0000n, lengthBytes: 0x2000n },
	]);
});

test("an executable that was replaced while it runs is still its own", () => {
	const path = "/opt/my node (deleted)";

	assert.deepEqual(parseCleanMappings(formatEntry({ path }), path), [isClean]);
});

for (const [reason, entry] of Object.entries<Entry>({
	"it is writable": { permissions: "rw-p" },
	"it is shared": { permissions: "r-xs" },
	"it belongs to another file": { path: "/lib/libc.so.6" },
	"it is not of a file, as with --use-largepages": { path: "" },
	"pages were relocated or patched": { details: clean.replace("Anonymous:             0", "Anonymous:  4") },
	"such pages are swapped out": { details: clean.replace("Swap:                  0", "Swap: 4") },
	"the kernel does not tell": { details: "Size: 128 kB" },
})) {
	test(`a mapping is left alone when ${reason}`, () => {
		const smaps = formatEntry(entry) + formatEntry({ range: "8000-9000" });

		assert.deepEqual(parseCleanMappings(smaps, "/bin/node"), [{ start: 0x8000n, lengthBytes: 0x1000n }]);
	});
}

test("text that is no smaps has no mappings", () => {
	assert.deepEqual(parseCleanMappings("", "/bin/node"), []);
	assert.deepEqual(parseCleanMappings("garbage\n", "/bin/node"), []);
});

test("this process has some", { skip: process.platform !== "linux" && "only Linux has /proc" }, () => {
	const total = findCleanExecutableMappings().reduce((sum, { lengthBytes }) => sum + lengthBytes, 0n);

	assert.ok(total > 10_000_000n, `${total} bytes`);
});
