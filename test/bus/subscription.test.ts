import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";
import { matching, numbers, openScratchBus, RecordingSink, turns } from "./scratch-bus.js";

// More than a page of the log holds.
const PAGES = 1_300;

test("a replay joins the live events without a seam while others publish", async (t) => {
	const { bus, publishNumbers } = await openScratchBus(t);
	await publishNumbers(1, PAGES);
	const sink = new RecordingSink();
	const published: Promise<unknown>[] = [];
	let last = PAGES;
	sink.onDeliver = (n) => {
		// In the first page, in the middle of one, at the end of the replay, and on the live path.
		if (![1, 700, PAGES, PAGES + 900].includes(n)) return;
		published.push(publishNumbers(last + 1, last + 300));
		last += 300;
	};

	bus.subscribe([], { from: "start" }, sink);
	await turns(30);
	await Promise.all(published);

	assert.equal(published.length, 4);
	assert.deepEqual(sink.numbers, numbers(1, PAGES + 1_200));
	assert.equal(sink.caughtUpCount, 1);
});

test("who starts now gets what is published from now on, and is told at once that nothing was missed", async (t) => {
	const { bus, publishNumbers } = await openScratchBus(t);
	await publishNumbers(1, 10);
	const sink = new RecordingSink();

	bus.subscribe([], { from: "now" }, sink);
	assert.equal(sink.caughtUpCount, 1);
	await publishNumbers(11, 12);

	assert.deepEqual(sink.numbers, [11, 12]);
});

test("a full reader goes back to the log and misses nothing, and costs the others nothing", async (t) => {
	const { bus, publishNumbers } = await openScratchBus(t);
	const [slow, fast] = [new RecordingSink(), new RecordingSink()];
	const subscription = bus.subscribe([], { from: "now" }, slow);
	bus.subscribe([], { from: "now" }, fast);
	slow.onDeliver = (n) => {
		slow.isBlocked = n % 100 === 0;
	};

	await publishNumbers(1, PAGES);
	assert.deepEqual(fast.numbers, numbers(1, PAGES));
	assert.deepEqual(slow.numbers, numbers(1, 100));
	for (let room = 0; room < PAGES / 100; room += 1) {
		slow.isBlocked = false;
		subscription.resume();
		await turns(3);
	}
	await publishNumbers(PAGES + 1, PAGES + 5);

	assert.deepEqual(slow.numbers, numbers(1, PAGES + 5));
});

test("every reader gets every matching event after its cursor once and in order, however it blocks and whoever publishes when", async (t) => {
	const { bus, publish, publishNumbers } = await openScratchBus(t);
	const step = fc.oneof(
		fc.record({ kind: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 700 }) }),
		fc.record({ kind: fc.constant("take" as const), count: fc.integer({ min: 0, max: 40 }) }),
		fc.record({ kind: fc.constant("turn" as const), count: fc.integer({ min: 1, max: 3 }) }),
	);
	const odd = await compileMatchers({ match: ["parity=odd"] });

	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { maxLength: 12 }),
			fc.boolean(),
			fc.integer({ min: 0, max: 600 }),
			async (steps, isFiltered, before) => {
				const [outcome] = (await publish({ fields: { n: 0 } })) as readonly { event_id: string }[];
				let last = 0;
				const publishMore = async (count: number): Promise<void> => {
					const drafts = numbers(last + 1, last + count).map((n) => ({
						fields: { n, parity: n % 2 === 1 ? "odd" : "even" },
					}));
					last += count;
					if (drafts.length > 0) await publish(...drafts);
				};
				await publishMore(before);
				const sink = new RecordingSink();
				let room = 10;
				sink.onDeliver = () => {
					room -= 1;
					sink.isBlocked = room <= 0;
				};
				const subscription = bus.subscribe(
					isFiltered ? [odd] : [],
					{ from: "event", eventId: outcome?.event_id ?? "" },
					sink,
				);
				const give = (count: number): void => {
					room += count;
					sink.isBlocked = room <= 0;
					subscription.resume();
				};

				for (const { kind, count } of steps) {
					if (kind === "publish") await publishMore(count);
					else if (kind === "take") give(count);
					else await turns(count);
				}
				give(Number.POSITIVE_INFINITY);
				await publishMore(3);
				// A page a turn, and the first pages of a slow reader are small.
				await turns(30);
				subscription.close();

				assert.deepEqual(
					sink.numbers,
					numbers(1, last).filter((n) => !isFiltered || n % 2 === 1),
				);
				assert.equal(sink.caughtUpCount, 1);
			},
		),
		{ numRuns: 40 },
	);
	await publishNumbers(1, 1);
});

test("what retention removed before a reader saw it is announced once, and reading goes on after it", async (t) => {
	const { bus, store, clock, publishNumbers } = await openScratchBus(t);
	const outcome = (await publishNumbers(1, 10)) as readonly { event_id: string }[];
	store.prune({ maxRows: 4 }, clock.nowMs(), { maxRows: 100 });
	const removedThrough = outcome[5]?.event_id ?? "";
	const readFrom = async (since: Parameters<typeof bus.subscribe>[1]): Promise<RecordingSink> => {
		const sink = new RecordingSink();
		bus.subscribe([], since, sink);
		await turns(3);
		return sink;
	};

	const missing = await readFrom({ from: "event", eventId: outcome[1]?.event_id ?? "" });
	const exact = await readFrom({ from: "event", eventId: removedThrough });
	const later = await readFrom({ from: "event", eventId: outcome[7]?.event_id ?? "" });
	const start = await readFrom({ from: "start" });

	assert.deepEqual([missing.gaps, missing.numbers], [[removedThrough], [7, 8, 9, 10]]);
	assert.deepEqual([exact.gaps, exact.numbers], [[], [7, 8, 9, 10]]);
	assert.deepEqual([later.gaps, later.numbers], [[], [9, 10]]);
	assert.deepEqual([start.gaps, start.numbers], [[], [7, 8, 9, 10]]);
});

test("a look-back by time has no gap when everything that was removed is older", async (t) => {
	const { bus, store, clock, publishNumbers } = await openScratchBus(t);
	await publishNumbers(1, 5);
	clock.advance(3_600_000);
	await publishNumbers(6, 8);
	store.prune({ maxRows: 3 }, clock.nowMs(), { maxRows: 100 });
	const [recent, old] = [new RecordingSink(), new RecordingSink()];

	bus.subscribe([], { from: "time", timeMs: clock.nowMs() - 60_000 }, recent);
	bus.subscribe([], { from: "time", timeMs: clock.nowMs() - 7_200_000 }, old);
	await turns(3);

	assert.deepEqual([recent.gaps.length, recent.numbers], [0, [6, 7, 8]]);
	assert.deepEqual([old.gaps.length, old.numbers], [1, [6, 7, 8]]);
});

test("a reader that is overtaken by retention while it is slow hears of the gap", async (t) => {
	const { bus, store, clock, publishNumbers } = await openScratchBus(t);
	const sink = new RecordingSink();
	const subscription = bus.subscribe([], { from: "now" }, sink);
	sink.isBlocked = true;
	await publishNumbers(1, 10);

	store.prune({ maxRows: 2 }, clock.nowMs(), { maxRows: 100 });
	sink.isBlocked = false;
	subscription.resume();
	await turns(2);

	assert.equal(sink.gaps.length, 1);
	assert.deepEqual(sink.numbers, [9, 10]);
});

test("a reader may leave while it is being told, and hears nothing more", async (t) => {
	const { bus, publishNumbers } = await openScratchBus(t);
	await publishNumbers(1, 5);
	const [live, replayed] = [new RecordingSink(), new RecordingSink()];
	const subscriptions = [
		bus.subscribe([], { from: "now" }, live),
		bus.subscribe([], { from: "start" }, replayed),
	];
	live.onDeliver = () => subscriptions[0]?.close();
	replayed.onDeliver = (n) => (n === 3 ? subscriptions[1]?.close() : undefined);

	await turns(3);
	await publishNumbers(6, 8);
	subscriptions[1]?.resume();
	await turns(3);

	assert.deepEqual(live.numbers, [6]);
	assert.deepEqual(replayed.numbers, [1, 2, 3]);
	assert.equal(bus.subscriptionCount, 0);
});

test("an event that several matchers of a reader select is delivered once", async (t) => {
	const { bus, publishNumbers } = await openScratchBus(t);
	const sink = new RecordingSink();
	bus.subscribe(
		[await matching("n=1"), await matching("source=test"), await matching("n<=2")],
		{ from: "now" },
		sink,
	);

	await publishNumbers(1, 3);

	assert.deepEqual(sink.numbers, [1, 2, 3]);
});

test("a replay finds what the live path would have delivered, whatever the matcher looks at", async (t) => {
	const { bus, publish } = await openScratchBus(t);
	const matchers = await Promise.all([
		compileMatchers({ source: "ci" }),
		compileMatchers({ match: ["source=ci", "source=test"] }),
		compileMatchers({ match: ["run_id=42"] }),
		compileMatchers({ match: ["run_id=42", "conclusion=failure"] }),
		compileMatchers({ sha: "abcdef01" }),
		compileMatchers({ to: "ann" }),
		compileMatchers({ repo: "acme/*" }),
		compileMatchers({ event_type: "numbered", match: ["n>10"] }),
		compileMatchers({ match: ["payload.n=7"] }),
		compileMatchers({ match: ["summary*=even"] }),
		compileMatchers({}),
	]);
	const live = matchers.map((matcher) => {
		const sink = new RecordingSink();
		bus.subscribe([matcher], { from: "now" }, sink);
		return sink;
	});

	const draft = fc.record({
		source: fc.constantFrom("ci", "test", "other"),
		event_type: fc.constantFrom("numbered", "other"),
		owner: fc.constantFrom("acme", "local"),
		summary: fc.constantFrom("odd", "even"),
		fields: fc.record(
			{
				run_id: fc.constantFrom<string | number>(42, "42", 43),
				head_sha: fc.constantFrom("abcdef0123456789", "ABCDEF0123456789", "abcdef0999999999", "1234567"),
				msg_to: fc.constantFrom("ann", "bob"),
				conclusion: fc.constantFrom("failure", "success", null),
			},
			{ requiredKeys: [] },
		),
		payload: fc.record({ n: fc.constantFrom(7, 8) }),
	});
	const drafts = fc.sample(draft, { numRuns: 800, seed: 1 });
	await publish(...drafts.map((each, n) => ({ ...each, fields: { ...each.fields, n } })));

	for (const [index, matcher] of matchers.entries()) {
		const replayed = new RecordingSink();
		bus.subscribe([matcher], { from: "start" }, replayed);
		await turns(5);
		assert.deepEqual(replayed.numbers, live[index]?.numbers, matcher.text);
		assert.ok(replayed.numbers.length > 0, matcher.text);
	}
});
