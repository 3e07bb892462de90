import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, numbers, openScratchBus } from "./scratch-bus.js";

test("each beginning has its place in the log", async (t) => {
	const { bus, clock, publishNumbers } = await openScratchBus(t);
	const { log } = bus;
	assert.deepEqual(
		[log.headSeq(), log.headEventId(), log.seqFor({ from: "now" }), log.seqFor({ from: "start" })],
		[0, undefined, 0, 0],
	);
	const ids = ((await publishNumbers(1, 3)) as readonly { event_id: string }[]).map(
		({ event_id }) => event_id,
	);
	const middleMs = clock.nowMs() + 500;
	clock.advance(1_000);
	await publishNumbers(4, 5);

	assert.equal(log.seqFor({ from: "now" }), 5);
	assert.equal(log.seqFor({ from: "start" }), 0);
	assert.equal(log.seqFor({ from: "event", eventId: ids[1] ?? "" }), 2);
	assert.equal(log.seqFor({ from: "event", eventId: "00000000000000000000000000" }), 0);
	assert.equal(log.seqFor({ from: "event", eventId: "7ZZZZZZZZZZZZZZZZZZZZZZZZZ" }), 5);
	assert.equal(log.seqFor({ from: "time", timeMs: middleMs }), 3);
	assert.equal(log.seqFor({ from: "time", timeMs: 0 }), 0);
});

test("pages join without overlap, also where filtered events lie between", async (t) => {
	const { bus, publish } = await openScratchBus(t);
	await publish(
		...numbers(1, 1_200).map((n) => ({ source: n % 400 === 0 ? "rare" : "test", fields: { n } })),
	);
	const rare = await matching("source=rare");

	const read = (matchers: Parameters<typeof bus.log.readAfter>[1]): readonly unknown[][] => {
		const pages: unknown[][] = [];
		for (let cursor = 0; ; ) {
			const page = bus.log.readAfter(cursor, matchers);
			pages.push(page.events.map(({ event }) => event.fields["n"]));
			if (page.isEnd) return pages;
			cursor = page.nextSeq;
		}
	};

	const pages = read([]);
	assert.deepEqual(pages.flat(), numbers(1, 1_200));
	assert.ok(pages.every((page) => page.length <= 500));
	assert.deepEqual(read([rare]), [[400, 800, 1_200]]);
});

test("an event is found by its id, with the payload its emitter sent", async (t) => {
	const { bus, publish } = await openScratchBus(t);
	const [result] = (await publish({ payload: { big: [1, 2] } })) as readonly { event_id: string }[];

	const found = bus.log.findByEventId(result?.event_id ?? "");

	assert.equal(found?.event.event_id, result?.event_id);
	assert.deepEqual(found?.payload(), { big: [1, 2] });
	assert.equal(bus.log.findByEventId("01J0000000000000000000000A"), undefined);
});
