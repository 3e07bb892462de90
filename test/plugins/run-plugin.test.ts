import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BusError } from "../../src/errors.js";
import { createFakeClock } from "../support/fake-clock.js";
import { isRunning } from "../support/processes.js";
import { runBody, runModule } from "./scratch-run.js";

const UNTIL_STOPPED = 'await new Promise((resolve) => context.signal.addEventListener("abort", resolve));';

describe("a plugin", () => {
	test("finds its configuration, what it remembers, and what is asked of it", async (t) => {
		const run = runBody(
			t,
			`await context.emit([{ event_type: "seen", fields: {
				name: context.name, config: context.config, memory: context.memory.read(), listeners: context.demand().listeners,
			} }]); ${UNTIL_STOPPED}`,
			{ config: { port: 80 }, memory: ["a"] },
		);

		const [draft] = await run.emitted(1);

		assert.deepEqual(draft?.fields, { name: "mine", config: { port: 80 }, memory: ["a"], listeners: 0 });
	});

	test("goes on when its event is committed, and knows its id", async (t) => {
		const run = runBody(
			t,
			`const [{ event_id, outcome }] = await context.emit([{ event_type: "seen" }]);
			await context.emit([{ event_type: "gone", fields: { event_id, outcome } }]); ${UNTIL_STOPPED}`,
		);

		const [, second] = await run.emitted(2);

		assert.deepEqual(second?.fields, { event_id: "event-0", outcome: "committed" });
	});

	test("speaks in its own name, with ids of its own and the types of its manifest", async (t) => {
		const run = runBody(
			t,
			`const refusals = [];
			for (const draft of [
				{ source: "github", event_type: "seen" }, { event_type: "workflow_run" }, {}, { event_type: 7 },
			]) await context.emit([draft]).catch(({ code, message }) => refusals.push([code, message]));
			await context.emit([{ event_type: "seen", delivery_id: "github:1", fields: { refusals } }]);
			await context.emit([{ event_type: "seen", delivery_id: "mine:1" }]);
			${UNTIL_STOPPED}`,
		);

		const drafts = await run.emitted(2);

		assert.deepEqual(
			drafts.map(({ source, delivery_id }) => [source, delivery_id]),
			[
				["mine", "mine:github:1"],
				["mine", "mine:1"],
			],
		);
		const wantedType = "and must be one that its manifest names: seen, gone";
		assert.deepEqual(drafts[0]?.fields?.["refusals"], [
			["EVENT_INVALID", 'Cannot emit event: source is "github", and must be "mine", its own name, or absent'],
			["EVENT_INVALID", `Cannot emit event: event_type is "workflow_run", ${wantedType}`],
			["EVENT_INVALID", `Cannot emit event: event_type is missing, ${wantedType}`],
			["EVENT_INVALID", `Cannot emit event: event_type is 7, ${wantedType}`],
		]);
	});

	test("hears that the bus refused, and goes on", async (t) => {
		const run = runBody(
			t,
			`await context.emit([{ event_type: "seen" }]).catch(({ code, message }) =>
				context.reportHealth({ state: "down", reason: code + ": " + message }));
			context.reportHealth({ state: "up" }); ${UNTIL_STOPPED}`,
			{ emit: () => Promise.reject(new BusError("STORE_FULL", "Cannot store events: no space")) },
		);

		await run.up();

		assert.deepEqual(run.healths[0], { state: "down", reason: "STORE_FULL: Cannot store events: no space" });
	});

	test("is told when something else is asked of it", async (t) => {
		const run = runBody(
			t,
			`context.onDemand(() => {
				const { isNamed, listeners, equalities } = context.demand();
				void context.emit([{ event_type: "seen", fields: { isNamed, listeners, ports: equalities.get("fields.port") } }]);
			});
			context.reportHealth({ state: "up" }); ${UNTIL_STOPPED}`,
		);
		await run.up();

		run.ask({ isNamed: true, listeners: 2, equalities: new Map([["fields.port", ["80", "81"]]]) });

		const [draft] = await run.emitted(1);
		assert.deepEqual(draft?.fields, { isNamed: true, listeners: 2, ports: ["80", "81"] });
	});

	test("remembers, and reads back what it has written", async (t) => {
		const run = runBody(
			t,
			`context.memory.write({ seen: 3 });
			await context.emit([{ event_type: "seen", fields: { memory: context.memory.read() } }]); ${UNTIL_STOPPED}`,
		);

		const [draft] = await run.emitted(1);

		assert.deepEqual(draft?.fields, { memory: { seen: 3 } });
		assert.deepEqual(run.remembered, [{ seen: 3 }]);
	});

	test("logs, prints, and cannot flood the log", async (t) => {
		const run = runBody(
			t,
			`context.log.warn("look", { at: 1n });
			for (let i = 0; i < 5_000; i++) console.log("line " + i);
			await context.emit([{ event_type: "seen" }]); ${UNTIL_STOPPED}`,
		);
		await run.emitted(1);

		run.stop();
		await run.failure;

		assert.deepEqual(run.logged[0], ["plugin says", { source: "mine", said: "look", fields: { at: "1" } }]);
		assert.ok(run.logged.length > 50 && run.logged.length < 200, `${run.logged.length} lines`);
	});

	test("ends by itself when it is told to, and may emit a last time", async (t) => {
		const run = runBody(
			t,
			`context.reportHealth({ state: "up" }); ${UNTIL_STOPPED} await context.emit([{ event_type: "gone" }]);`,
		);
		await run.up();

		run.stop();

		assert.equal(await run.failure, undefined);
		assert.equal(run.drafts[0]?.event_type, "gone");
		assert.equal(isRunning(run.pid), false);
	});
});

describe("a plugin that fails", () => {
	test("says why, and what to do", async (t) => {
		const run = runBody(
			t,
			'throw Object.assign(new Error("no key in its config"), { hint: "set config.key" });',
		);

		const failure = await run.failure;

		assert.deepEqual(
			[failure?.code, failure?.message, failure?.hint],
			["PLUGIN_FAILED", 'Cannot run plugin "mine": no key in its config', "set config.key"],
		);
	});

	const ends: Record<string, readonly [string, RegExp]> = {
		"returns before it was told to": ["return;", /: its run has ended by itself$/],
		"throws where nobody listens": [
			'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {});',
			/: late$/,
		],
		exits: ["process.exit(7);", /: it ended with exit code 7$/],
		"is killed": [
			'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});',
			/: it was ended by SIGKILL$/,
		],
		"eats memory": [
			"const all = []; for (;;) all.push({ all: [...all] });",
			/: it was ended by SIG(ABRT|TRAP)$/,
		],
	};
	for (const [how, [body, why]] of Object.entries(ends)) {
		test(`because it ${how}`, async (t) => {
			const run = runBody(t, body);

			const failure = await run.failure;

			assert.equal(failure?.code, "PLUGIN_FAILED");
			assert.match(failure?.message ?? "", why);
		});
	}

	test("because its module does not load, or exports no source", async (t) => {
		const [broken, empty] = [runModule(t, "export default ("), runModule(t, "export const run = () => {};")];

		const failures = [await broken.failure, await empty.failure];

		assert.match(failures[0]?.message ?? "", /^Cannot run plugin "mine": Unexpected end of input/);
		assert.match(failures[1]?.message ?? "", /its module has no source as its default export$/);
	});
});

describe("a plugin that hangs", () => {
	test("while it loads is ended", async (t) => {
		const clock = createFakeClock();
		const run = runModule(t, "for (;;);", { clock });

		clock.advance(15_000);

		assert.match((await run.failure)?.message ?? "", /: it has not answered for 15 s$/);
		assert.equal(isRunning(run.pid), false);
	});

	test("is ended when it does not answer what it is asked", async (t) => {
		const clock = createFakeClock();
		const run = runBody(
			t,
			'context.reportHealth({ state: "up" }); setTimeout(() => { for (;;); }); await new Promise(() => {});',
			{
				clock,
			},
		);
		await run.up();

		run.ask({ listeners: 1 });
		clock.advance(10_000);

		assert.match((await run.failure)?.message ?? "", /: it has not answered for 10 s$/);
	});

	test("when it shall end is ended half a second later", async (t) => {
		const clock = createFakeClock();
		const run = runBody(t, 'context.reportHealth({ state: "up" }); for (;;);', { clock });
		await run.up();

		run.stop();
		clock.advance(500);

		assert.equal(await run.failure, undefined);
		assert.equal(isRunning(run.pid), false);
	});

	test("is looked after while somebody waits for it, and costs no timer while nobody does", async (t) => {
		const clock = createFakeClock();
		const run = runBody(
			t,
			`context.onDemand(() => setTimeout(() => context.emit([{ event_type: "seen" }])));
			context.reportHealth({ state: "up" }); ${UNTIL_STOPPED}`,
			{ clock },
		);
		await run.up();

		run.ask({ listeners: 1 });
		await run.emitted(1);
		const whileWaiting = clock.pendingTimers;
		clock.advance(30_000);
		run.ask({ listeners: 0 });
		await run.emitted(2);

		assert.deepEqual([whileWaiting, clock.pendingTimers], [1, 0]);
	});
});

describe("a plugin that says garbage is ended:", () => {
	const garbage: Record<string, readonly [string, RegExp]> = {
		"bytes that are no frame": ['writeSync(3, "hello, world\\n");', /says what is no frame$/],
		"a frame that claims to be huge": [
			"writeSync(3, Buffer.from([0xff, 0xff, 0xff, 0xff]));",
			/says what is no frame$/,
		],
		"a frame that is not JSON": ['say("{");', /no message of the contract$/],
		"a message that there is not": [
			'say(JSON.stringify({ op: "shutdown" }));',
			/no message of the contract$/,
		],
		"a message with more to it": [
			'say(JSON.stringify({ op: "answer", n: 1 }));',
			/no message of the contract$/,
		],
		"too many events at once": [
			'say(JSON.stringify({ op: "emit", id: 1, drafts: Array(10_001).fill({}) }));',
			/no message of the contract$/,
		],
		"a second hello": ['say(JSON.stringify({ op: "hello", api: 1 }));', /says hello twice$/],
		"an answer too many": [
			'say(JSON.stringify({ op: "answer" })); say(JSON.stringify({ op: "answer" }));',
			/answers what it was not asked$/,
		],
		"a memory that is too large": [
			'say(JSON.stringify({ op: "memory", value: "x".repeat(70_000) }));',
			/wants to remember more than 65536 characters$/,
		],
		"nothing any more": ["closeSync(3); for (;;);", /: it hung up$/],
	};
	const speaker = `
		import { closeSync, writeSync } from "node:fs";
		function say(text) {
			const bytes = Buffer.from(text);
			const length = Buffer.alloc(4);
			length.writeUInt32BE(bytes.length);
			writeSync(3, Buffer.concat([length, bytes]));
		}`;
	for (const [what, [code, why]] of Object.entries(garbage)) {
		test(what, async (t) => {
			const run = runModule(
				t,
				`${speaker} export default { run: () => { ${code} return new Promise(() => {}); } };`,
			);

			const failure = await run.failure;

			assert.equal(failure?.code, "PLUGIN_FAILED");
			assert.match(failure?.message ?? "", why);
			assert.equal(isRunning(run.pid), false);
		});
	}
});

test("a plugin that emits without end is read no faster than 1,000 events a second", async (t) => {
	const clock = createFakeClock();
	const run = runBody(
		t,
		`const drafts = Array(500).fill({ event_type: "seen" });
		for (;;) await context.emit(drafts);`,
		{ clock },
	);

	await run.emitted(10_000);
	// Each of its 22 messages counts one, besides the events.
	while (clock.pendingTimers === 0) await new Promise(setImmediate);
	clock.advance(21);
	await new Promise(setImmediate);
	const early = run.drafts.length;
	clock.advance(1);
	await run.emitted(10_500);

	assert.equal(early, 10_000);
});
