import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { LeftWaits } from "../../src/mcp/left-waits.js";
import { PendingWaits } from "../../src/mcp/pending-waits.js";
import { createFakeClock } from "../support/fake-clock.js";
import { openBus, untilWaits } from "../support/open-bus.js";

const TERMS = { source: "deploy", match: ["stage=done"] };
const LOOK_MS = 5_000;
const NEVER = new AbortController().signal;

/** A session whose next hook is told, and a wait of it that was answered with "pending". */
async function startLeft(t: TestContext, state: "idle" | "working") {
	const bus = await openBus(t);
	const clock = createFakeClock();
	await bus.agents.register({ name: "waiter", vendor: "gemini", state });
	const self = { name: undefined, ancestorPids: [process.pid] };
	const onError = (error: Error): void => assert.fail(error);
	const waits = new PendingWaits(bus, clock, new LeftWaits({ bus, timers: clock, self, onError }));
	t.after(() => waits.close());
	const wait = waits.start("w-left", { terms: TERMS, deadlineMs: undefined });
	const ask = async (signal = NEVER) => {
		const outcome = wait.within(30_000, { timers: clock, signal });
		await untilWaits(bus, 1);
		clock.advance(30_000);
		return await outcome;
	};
	assert.equal(await ask(), undefined);
	waits.keep(wait);
	const end = async () => {
		await bus.emit({ source: "deploy", event_type: "ended", fields: { stage: "done" } });
		await wait.outcome;
	};
	const told = async () => (await bus.query({ eventType: "agent_delivery", since: "start" })).events;
	return { bus, clock, wait, waits, end, told };
}

test("a wait that was left pending is told to its session, which sits idle, when it is over", async (t) => {
	const { bus, clock, end } = await startLeft(t, "idle");

	await end();
	clock.advance(LOOK_MS);
	const { fields } = await bus.waitFor({ eventType: "agent_delivery", since: "start" });

	assert.equal(fields["agent"], "waiter");
	assert.match(String(fields["notice"]), /is over \(waiting for .*\).*\{"wait_id":"w-left"\}/s);
});

test("a session that works on is not disturbed, and told once it has stopped", async (t) => {
	const { bus, clock, end, told } = await startLeft(t, "working");

	await end();
	clock.advance(LOOK_MS);
	// It has looked, and looks again later.
	while (clock.pendingTimers < 2) await new Promise(setImmediate);
	const before = await told();
	await bus.agents.report("idle", { agent: "waiter" });
	clock.advance(LOOK_MS);

	await bus.waitFor({ eventType: "agent_delivery", since: "start" });
	assert.deepEqual(before, []);
});

test("what was asked for again in time is not told", async (t) => {
	const { clock, wait, end, told } = await startLeft(t, "idle");

	await end();
	await wait.within(30_000, { timers: clock, signal: NEVER });
	clock.advance(LOOK_MS);

	assert.deepEqual(await told(), []);
});
