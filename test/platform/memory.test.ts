import assert from "node:assert/strict";
import { test } from "node:test";
import { openLibc } from "../../src/platform/libc.js";
import { createMemoryReturn } from "../../src/platform/memory.js";
import { startScript } from "../support/start-script.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const onLinux = { skip: process.platform !== "linux" && "only Linux can" };

interface Size {
	readonly residentKib: number;
	readonly executableKib: number;
}

function parseReport(line = ""): { before: Size; after: Size; isIntact: boolean } {
	return JSON.parse(line) as { before: Size; after: Size; isIntact: boolean };
}

test("a process that gave its memory back 50 times under load is smaller and whole", onLinux, async (t) => {
	const path = `${makeTemporaryDirectory(t)}/s`;

	const script = startScript(t, "give-memory-back", path);
	const { before, after, isIntact } = parseReport(await script.readLine());

	assert.equal(isIntact, true);
	assert.ok(
		after.residentKib < before.residentKib,
		`resident: ${after.residentKib} KiB, before ${before.residentKib}`,
	);
	assert.ok(
		after.executableKib < before.executableKib,
		`of the executable: ${after.executableKib} KiB, before ${before.executableKib}`,
	);
});

test("elsewhere than on Linux it leaves memory alone", async () => {
	const calls: string[] = [];
	const libc = {
		...(await openLibc()),
		madvise: () => calls.push("madvise"),
		mallocTrim: () => calls.push("mallocTrim"),
	};

	await createMemoryReturn(libc, "darwin").giveBack();

	assert.deepEqual(calls, []);
});

test("a libc without malloc_trim will do", onLinux, async () => {
	const calls: string[] = [];
	const libc = { ...(await openLibc()), madvise: () => calls.push("madvise"), mallocTrim: undefined };

	await createMemoryReturn(libc, "linux").giveBack();

	assert.equal(calls[0], "madvise");
});
