import assert from "node:assert/strict";
import { test } from "node:test";
import { startScript } from "../support/start-script.js";
import { eventIdOf } from "./event-rows.js";
import { openScratchStore } from "./scratch-store.js";

const KILLS = 3;
const COMMITS_BEFORE_KILL = 40;

for (const durability of ["normal", "full"] as const) {
	test(`every commit that a killed writer reported is there with durability "${durability}"`, async (t) => {
		const scratch = await openScratchStore(t, durability);
		let { store } = scratch;

		for (let kill = 1; kill <= KILLS; kill++) {
			store.close();
			const writer = startScript(t, "append-until-killed", scratch.path, durability);
			let reportedSeq = 0;
			for (let commit = 0; commit < COMMITS_BEFORE_KILL; commit++)
				reportedSeq = Number(await writer.readLine());
			await writer.kill();
			store = await scratch.reopen();

			const head = store.head();
			assert.ok(head !== undefined && head.seq >= reportedSeq && reportedSeq > 0);
			assert.equal(head.seq % 50, 0, "a batch is there whole or not at all");
			assert.equal(head.eventId, eventIdOf(head.seq));
			assert.equal(store.statistics().rows, head.seq);
		}
	});
}
