import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { toKnownSources } from "../../src/daemon/known-sources.js";
import type { RunningSource } from "../../src/daemon/source-registry.js";
import { SourceAsker } from "../../src/daemon/source-asker.js";
import { compileWaitSpec, type WaitSpec } from "../../src/event/wait-spec.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { WebhookStatus } from "../../src/protocol/messages.js";
import type { Availability } from "../../src/sources/source.js";
import { openSupervisor } from "./scratch-supervisor.js";

const NO_ENGINE = {
	isAvailable: false,
	reason: "no engine answers",
	hint: "systemctl start docker",
} as const;
const SCRATCH: WaitSpec = { mode: "first", selection: { source: "scratch" } };

test("who names a source that is off has it started, and is told when it listens", async (t) => {
	const { ask, stateOf } = await openAsker(t);

	const { notes, refusal, hasWaited } = await ask(SCRATCH);

	assert.deepEqual(notes, ["started scratch, which runs as long as somebody waits for it"]);
	assert.equal(refusal, undefined);
	assert.equal(hasWaited, true);
	assert.equal(stateOf("scratch"), "up");
});

test("the next one who names it is told nothing, and waits for nothing", async (t) => {
	const { ask } = await openAsker(t);
	await ask(SCRATCH);

	const { notes, hasWaited } = await ask(SCRATCH);

	assert.deepEqual([notes, hasWaited], [[], false]);
});

test("a source that cannot run here is named with the reason and what to type", async (t) => {
	const { ask, setAvailability } = await openAsker(t);
	setAvailability(NO_ENGINE);

	const { notes, refusal } = await ask(SCRATCH);

	assert.deepEqual(notes, ["scratch cannot deliver: no engine answers (systemctl start docker)"]);
	assert.equal(refusal?.code, "SOURCE_UNAVAILABLE");
	assert.equal(refusal.message, 'Cannot wait for "scratch": no engine answers');
	assert.equal(refusal.hint, "systemctl start docker");
});

test("a source that takes long to start is not waited for, and counts as one that may come", async (t) => {
	const { asker, clock, setAvailability } = await openAsker(t);
	const late = createDeferred<Availability>();
	setAvailability(late.promise);

	const asking = asker.ask(await compileWaitSpec(SCRATCH));
	clock.advance(2_000);
	const { notes, refusal } = await asking;
	late.resolve({ isAvailable: true });

	assert.deepEqual(notes, [
		"scratch does not deliver now: it is still starting (waitbus source show scratch)",
	]);
	assert.equal(refusal, undefined);
});

test("a source that needs more than its name says what", async (t) => {
	const whenUnwanted = { reason: "no path is named", hint: "add --path P" };
	const { ask } = await openAsker(t, { isWanted: () => false, whenUnwanted });

	const { notes, refusal } = await ask(SCRATCH);

	assert.deepEqual(notes, ["scratch cannot deliver: no path is named (add --path P)"]);
	assert.equal(refusal?.message, 'Cannot wait for "scratch": no path is named');
});

test("all of several clauses are refused for one that cannot come, first of several only for all", async (t) => {
	const { ask } = await openAsker(t);
	const clauses = ["scratch:x=1", "scrtach:x=1"];
	const refusalOf = async (spec: WaitSpec): Promise<string | undefined> => (await ask(spec)).refusal?.message;
	const unknown = "Cannot wait: no event has ever had source=scrtach; did you mean scratch?";

	assert.equal(await refusalOf({ mode: "all_of", clauses }), unknown);
	assert.equal(await refusalOf({ mode: "sequence", clauses }), unknown);
	assert.equal(await refusalOf({ mode: "first_of", clauses }), undefined);
	assert.equal(await refusalOf({ mode: "first_of", clauses: ["scrtach:x=1"] }), unknown);
	const unless = await ask({ ...SCRATCH, unless: ["scrtach:x=1"] });
	assert.equal(unless.refusal, undefined);
	assert.deepEqual(unless.notes, ["no event has ever had source=scrtach; did you mean scratch?"]);
});

test("one of two sources that are named is enough", async (t) => {
	const { ask, setAvailability } = await openAsker(t);
	setAvailability(NO_ENGINE);

	const either = await ask({
		mode: "first",
		selection: { match: ["source=scratch", "source=seen-before"] },
	});

	assert.equal(either.refusal, undefined);
	assert.deepEqual(either.notes, ["scratch cannot deliver: no engine answers (systemctl start docker)"]);
});

test("what is asked is taken back, and the source ends a while later", async (t) => {
	const { ask, clock, stateOf } = await openAsker(t);
	const { takeBack } = await ask(SCRATCH);

	takeBack();
	clock.advance(10_000);

	assert.equal(stateOf("scratch"), "off");
});

async function openAsker(t: TestContext, traits: Partial<RunningSource> = {}) {
	const scratch = openSupervisor(t, traits);
	await scratch.apply({});
	const { supervisor, demands, clock } = scratch;
	const webhooks = (): WebhookStatus => ({ port: null, problem: null, routes: [] });
	const asker = new SourceAsker({
		demands,
		clock,
		sources: () => supervisor.present(),
		world: () => ({
			sources: supervisor.present(),
			webhooks,
			known: toKnownSources(supervisor.present(), ["seen-before"]),
		}),
	});
	return { ...scratch, asker, ask: async (spec: WaitSpec) => await asker.ask(await compileWaitSpec(spec)) };
}
