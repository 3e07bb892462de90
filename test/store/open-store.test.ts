import assert from "node:assert/strict";
import {
	chmodSync,
	chownSync,
	copyFileSync,
	mkdirSync,
	readFileSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { openStore } from "../../src/store/open-store.js";
import { startScript } from "../support/start-script.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const NOBODY = 65_534;

for (const durability of ["normal", "full"] as const) {
	test(`what was committed with durability "${durability}" is there after opening again`, async (t) => {
		const scratch = await openScratchStore(t, durability);
		scratch.store.append([eventRow(1, { payload: "[1]" }), eventRow(2)]);

		const store = await scratch.reopen();

		assert.deepEqual(store.head(), { seq: 2, eventId: eventIdOf(2) });
		assert.equal(store.findByEventId(eventIdOf(1))?.text, '{"n":1}');
		assert.equal(store.readPayload(1), "[1]");
	});
}

test("durability can be changed while the store is open, and what was committed before stays", async (t) => {
	const scratch = await openScratchStore(t, "normal");
	scratch.store.append([eventRow(1)]);

	scratch.store.setDurability("full");

	assert.equal(scratch.store.statistics().durability, "full");
	scratch.store.append([eventRow(2)]);
	scratch.store.setDurability("normal");
	assert.equal(scratch.store.statistics().durability, "normal");
	assert.equal((await scratch.reopen()).head()?.seq, 2);
});

for (const umask of [0, 0o077]) {
	test(`the files are the owner's alone under umask ${umask.toString(8).padStart(3, "0")}`, async (t) => {
		const previous = process.umask(umask);
		t.after(() => process.umask(previous));
		const { path, store } = await openScratchStore(t);
		store.append([eventRow(1)]);

		const modes = ["", "-wal", "-shm"].map((suffix) => statSync(path + suffix).mode & 0o777);

		assert.deepEqual(modes, [0o600, 0o600, 0o600]);
	});
}

test("a database that others could read is closed to them", async (t) => {
	const scratch = await openScratchStore(t);
	scratch.store.append([eventRow(1)]);
	scratch.store.close();
	chmodSync(scratch.path, 0o644);

	const store = await scratch.reopen();

	assert.equal(statSync(scratch.path).mode & 0o777, 0o600);
	assert.equal(store.head()?.seq, 1);
});

test("the one file holds everything once the store is closed", async (t) => {
	const { path, store } = await openScratchStore(t);
	store.append(eventRows(1, 100));
	store.close();
	store.close();
	const copy = join(makeTemporaryDirectory(t), "copy.db");
	copyFileSync(path, copy);

	const copied = await openStore(copy, { durability: "normal" });
	t.after(() => copied.close());

	assert.equal(copied.statistics().rows, 100);
});

test("a file that is no database is refused, untouched, with the way to move it aside", async (t) => {
	const path = join(makeTemporaryDirectory(t), "events.db");
	const text = "These are my notes, not a database.\n".repeat(100);
	writeFileSync(path, text);

	await assert.rejects(openStore(path, { durability: "normal" }), {
		code: "STORE_FAILED",
		message: `Cannot open "${path}": file is not a database`,
		hint: `Move it away and start again: mkdir -p "${dirname(path)}/broken" && mv "${path}"* "${dirname(path)}/broken"`,
	});
	assert.equal(readFileSync(path, "utf8"), text);
});

test("a database that lost its end is a failure with the way to move it aside", async (t) => {
	const { path, store } = await openScratchStore(t);
	store.append(eventRows(1, 2_000));
	store.close();
	truncateSync(path, 8_192);

	await assert.rejects(openStore(path, { durability: "normal" }), {
		code: "STORE_FAILED",
		hint: /^Move it away/,
	});
});

test("a database that is damaged in the middle fails the read and says what to do", async (t) => {
	const scratch = await openScratchStore(t);
	scratch.store.append(eventRows(1, 2_000, () => ({ text: "x".repeat(400) })));
	scratch.store.close();
	const bytes = readFileSync(scratch.path);
	writeFileSync(scratch.path, bytes.fill(0xff, 65_536, 131_072));

	const store = await scratch.reopen();

	assert.throws(() => store.readAfter({ afterSeq: 0, limit: 5_000, maxBytes: 1e9 }), {
		code: "STORE_FAILED",
		message: `Cannot read "${scratch.path}": database disk image is malformed`,
		hint: /^Move it away/,
	});
});

test("an empty file becomes a database", async (t) => {
	const path = join(makeTemporaryDirectory(t), "events.db");
	writeFileSync(path, "");

	const store = await openStore(path, { durability: "normal" });
	t.after(() => store.close());

	assert.equal(store.append([eventRow(1)])[0]?.outcome, "committed");
});

test("a folder that does not exist is named with the command that makes it", async (t) => {
	const folder = join(makeTemporaryDirectory(t), "absent");

	await assert.rejects(openStore(join(folder, "events.db"), { durability: "normal" }), {
		code: "STORE_FAILED",
		message: `Cannot open "${folder}/events.db": no such file or directory`,
		hint: `Create it: mkdir -p -m 700 "${folder}"`,
	});
});

test("a folder in place of the database is refused", async (t) => {
	const path = join(makeTemporaryDirectory(t), "events.db");
	mkdirSync(path);

	await assert.rejects(openStore(path, { durability: "normal" }), {
		code: "STORE_FAILED",
		message: `Cannot open "${path}": illegal operation on a directory`,
	});
});

test("a folder that cannot be written is named with the command that changes it", async (t) => {
	const folder = makeFolderOfNobody(t);
	chmodSync(folder, 0o500);

	assert.deepEqual(await openUnprivileged(t, join(folder, "events.db")), {
		code: "STORE_FAILED",
		message: `Cannot open "${folder}/events.db": permission denied`,
		hint: `Make it writable: chmod u+rwx "${folder}"`,
	});
});

test("a database that is read-only is named with the command that changes it", async (t) => {
	const folder = makeFolderOfNobody(t);
	const path = join(folder, "events.db");
	(await openStore(path, { durability: "normal" })).close();
	giveToNobody(path);
	chmodSync(path, 0o400);

	assert.deepEqual(await openUnprivileged(t, path), {
		code: "STORE_FAILED",
		message: `Cannot open "${path}": permission denied`,
		hint: `Make it readable and writable: chmod u+rw "${path}"`,
	});
});

test("a user without privileges opens a store in a folder of their own", async (t) => {
	const folder = makeFolderOfNobody(t);

	assert.deepEqual(await openUnprivileged(t, join(folder, "events.db")), { code: "opened" });
});

async function openUnprivileged(t: TestContext, path: string): Promise<unknown> {
	const line = await startScript(t, "open-store-unprivileged", path).readLine();
	return JSON.parse(line ?? "null");
}

/** File modes do not bind root, so a test that runs as root lets another user try. */
function makeFolderOfNobody(t: TestContext): string {
	const folder = makeTemporaryDirectory(t);
	giveToNobody(folder);
	return folder;
}

function giveToNobody(path: string): void {
	if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
}
