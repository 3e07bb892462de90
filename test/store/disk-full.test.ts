import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BusError } from "../../src/errors.js";
import { openStore } from "../../src/store/open-store.js";
import type { Store } from "../../src/store/store.js";
import { eventIdOf, eventRow, eventRows } from "./event-rows.js";

const isRootOnLinux = process.platform === "linux" && process.getuid?.() === 0;
const needsDisk = { skip: isRootOnLinux ? false : "only root on Linux can mount a small disk" };

test("a full disk fails the append, stores none of it, and ends when there is room", needsDisk, async (t) => {
	const disk = mountSmallDisk(t);
	const ballast = join(disk, "ballast");
	writeFileSync(ballast, Buffer.alloc(1024 * 1024));
	const path = join(disk, "events.db");
	let store = await openStore(path, { durability: "normal" });
	t.after(() => store.close());

	const { error, storedRows } = appendUntilRefused(store);

	assert.ok(error instanceof BusError);
	assert.equal(error.code, "STORE_FULL");
	assert.equal(error.message, `Cannot append to "${path}": database or disk is full`);
	assert.equal(error.hint, `Free space on the disk that holds it: df -h "${disk}"`);
	assert.ok(storedRows > 0, "some batches fitted");
	assert.deepEqual(store.head(), { seq: storedRows, eventId: eventIdOf(storedRows) });
	assert.equal(store.statistics().rows, storedRows);

	rmSync(ballast);
	assert.deepEqual(store.append([eventRow(storedRows + 1)]), [
		{ outcome: "committed", seq: storedRows + 1, eventId: eventIdOf(storedRows + 1) },
	]);
	store.close();
	store = await openStore(path, { durability: "normal" });
	assert.equal(store.statistics().rows, storedRows + 1);
});

test(
	"a batch too large for the disk is refused whole, though part of it was written",
	needsDisk,
	async (t) => {
		const disk = mountSmallDisk(t);
		const store = await openStore(join(disk, "events.db"), { durability: "normal" });
		t.after(() => store.close());
		const batch = eventRows(1, 5_000, () => ({ text: "x".repeat(1_000) }));

		assert.throws(() => store.append(batch), { code: "STORE_FULL" });

		assert.equal(store.head(), undefined);
		assert.equal(store.statistics().rows, 0);
		assert.equal(
			store.append(batch.slice(0, 10)).filter(({ outcome }) => outcome === "committed").length,
			10,
		);
	},
);

test("a store cannot be made on a full disk, and the reason is said", needsDisk, async (t) => {
	const disk = mountSmallDisk(t);
	const { bavail, bsize } = statfsSync(disk);
	writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize));

	await assert.rejects(openStore(join(disk, "events.db"), { durability: "normal" }), {
		code: "STORE_FULL",
		hint: /^Free space/,
	});
});

interface Refusal {
	readonly error: unknown;
	readonly storedRows: number;
}

function appendUntilRefused(store: Store): Refusal {
	for (let storedRows = 0; ; storedRows += 100) {
		try {
			store.append(eventRows(storedRows + 1, storedRows + 100, () => ({ text: "x".repeat(400) })));
		} catch (error) {
			return { error, storedRows };
		}
	}
}

function mountSmallDisk(t: TestContext): string {
	const disk = mkdtempSync(join(tmpdir(), "wb-"));
	run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk);
	t.after(() => {
		run("umount", "--lazy", disk);
		rmSync(disk, { recursive: true });
	});
	return disk;
}

function run(command: string, ...args: string[]): void {
	const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
	assert.equal(status, 0, stderr);
}
