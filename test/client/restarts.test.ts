import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo, numbered } from "../support/open-bus.js";
import { takeNumbers } from "../support/take-numbers.js";

test("emits that are under way when the daemon is killed are each stored once", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon, { mayStart: true });
	await bus.status();

	const emits = Array.from({ length: 200 }, (_, n) => bus.emit(numbered(n)));
	await emits[0];
	await daemon.kill9();
	const results = await Promise.all(emits);

	const { events } = await bus.query({}, { limit: 1_000 });
	assert.deepEqual(
		events.map(({ fields }) => fields["n"]).toSorted((a, b) => Number(a) - Number(b)),
		Array.from({ length: 200 }, (_, n) => n),
	);
	assert.deepEqual(
		new Set(results.map(({ event_id }) => event_id)),
		new Set(events.map(({ event_id }) => event_id)),
	);
});

test("a stream and a wait go on across a restart of the daemon, without a gap or a repetition", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const stream = bus.subscribe();
	await stream.started;
	const wait = bus.wait({ allOf: ["n=1", "n=3"] });
	await bus.emit(numbered(1));
	assert.deepEqual(await takeNumbers(stream, 1), [1]);

	await daemon.kill9();
	await daemon.restart();
	const other = connectTo(t, daemon);
	await other.emitBatch([numbered(2), numbered(3)]);

	assert.deepEqual(await takeNumbers(stream, 2), [2, 3]);
	assert.deepEqual(
		(await wait).events.map(({ fields }) => fields["n"]),
		[1, 3],
	);
});
