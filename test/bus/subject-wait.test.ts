import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { SubjectWait, type SubjectEnd } from "../../src/bus/subject-wait.js";
import { compileClause } from "../../src/event/clause.js";
import type { BusEvent } from "../../src/event/event.js";
import type { Since } from "../../src/event/since.js";
import type { Subject } from "../../src/event/subject.js";
import { openScratchBus, type ScratchBus, turns } from "./scratch-bus.js";

/** A door, and the house that it is moved to: its newest word tells whether it is open, closed or broken. */
const DOOR: Subject = {
	text: "the door",
	selections: (events) => {
		const house = houseOf(events);
		const named = { match: ["name=door"] };
		return house === undefined ? [named] : [named, { match: [`at=${house}`] }];
	},
	judge: (events) => {
		const house = houseOf(events);
		const event = events.findLast(({ fields }) => fields["at"] === house && fields["is"] !== undefined);
		const is = String(event?.fields["is"] ?? "unheard of");
		const standing = { kind: "door", text: `the door is ${is}` };
		if (event === undefined || is === "open") return { standing };
		return { standing, answer: { verdict: is === "closed" ? "success" : "failure", event, needsLook: "no" } };
	},
};

function houseOf(events: readonly BusEvent[]): string | undefined {
	const house = events.findLast(({ fields }) => fields["name"] === "door")?.fields["house"];
	return typeof house === "string" ? house : undefined;
}

const moved = (house: string) => ({ fields: { name: "door", house } });
const is = (word: string, at = "here") => ({ fields: { at, is: word } });
const said = (word: string) => ({ fields: { said: word } });

interface Started {
	readonly ends: readonly SubjectEnd[];
	readonly told: readonly string[];
	readonly asked: readonly (readonly string[])[];
	readonly wait: SubjectWait;
}

interface StartOptions {
	readonly since?: Since;
	readonly unless?: readonly string[];
	readonly unlessSince?: Since;
}

async function start(
	t: TestContext,
	{ bus, clock }: ScratchBus,
	options: StartOptions = {},
): Promise<Started> {
	const ends: SubjectEnd[] = [];
	const told: string[] = [];
	const asked: (readonly string[])[] = [];
	const wait = new SubjectWait({
		bus,
		clock,
		subject: DOOR,
		since: options.since ?? { from: "start" },
		unless: await Promise.all((options.unless ?? []).map(compileClause)),
		unlessSince: options.unlessSince ?? { from: "now" },
		onFollow: (matchers) => asked.push(matchers.map(({ text }) => text)),
		askedAtMs: clock.monotonicMs(),
		look: () => Promise.resolve(),
		onProgress: ({ text }) => told.push(text),
		onEnd: (end) => ends.push(end),
		onError: (error) => assert.fail(error as Error),
	});
	t.after(() => wait.close());
	await turns(3);
	return { ends, told, asked, wait };
}

function summarise({ ends }: Started): readonly string[] {
	return ends.map(({ reason, verdict, event, report: { text } }) =>
		[reason, verdict, event.fields["is"] ?? event.fields["said"], text].join(" | "),
	);
}

test("a wait for a state is answered at once when the log holds the answer", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(moved("here"), is("open"), is("closed"));

	const started = await start(t, scratch);

	assert.deepEqual(summarise(started), ["matched | success | closed | the door is closed"]);
	assert.deepEqual(started.told, []);
});

test("it is answered by the event that settles it, and each transition is told once", async (t) => {
	const scratch = await openScratchBus(t);
	const started = await start(t, scratch);

	await scratch.publish(moved("here"));
	await scratch.publish(is("open"));
	await scratch.publish(is("open"), is("open", "elsewhere"));
	await turns(3);
	assert.deepEqual(summarise(started), []);
	await scratch.publish(is("broken"));
	await turns(3);

	assert.deepEqual(started.told, ["the door is unheard of", "the door is open"]);
	assert.deepEqual(summarise(started), ["matched | failure | broken | the door is broken"]);
});

test("an earlier answer that no longer holds is none", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(moved("here"), is("closed"), is("open"));

	const started = await start(t, scratch);

	assert.deepEqual(summarise(started), []);
	assert.deepEqual(started.told, ["the door is open"]);
});

test("what was said of it before it was known to be about it counts as well", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(is("closed", "there"), moved("here"), is("open"));
	const started = await start(t, scratch);

	await scratch.publish(moved("there"));
	await turns(3);

	assert.deepEqual(summarise(started), ["matched | success | closed | the door is closed"]);
});

test("those who are asked hear which events are followed, and of each change", async (t) => {
	const scratch = await openScratchBus(t);
	const started = await start(t, scratch);

	await scratch.publish(moved("here"));
	await turns(3);
	await scratch.publish(moved("there"));
	await turns(3);

	assert.deepEqual(started.asked, [["name=door"], ["name=door", "at=here"], ["name=door", "at=there"]]);
	assert.deepEqual(
		started.wait.matchers.map(({ text }) => text),
		["name=door", "at=there"],
	);
});

test("with a cursor only an answer that was given after it counts", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(moved("here"), is("closed"));
	const cursor = scratch.bus.log.headEventId() ?? "";

	const started = await start(t, scratch, { since: { from: "event", eventId: cursor } });
	assert.deepEqual(summarise(started), []);
	await scratch.publish(is("broken"));
	await turns(3);

	assert.deepEqual(summarise(started), ["matched | failure | broken | the door is broken"]);
});

for (const [what, words, end] of [
	["before it is settled", [said("stop"), is("closed")], "unless | failure | stop | the door is closed"],
	["after it is settled", [is("closed"), said("stop")], "matched | success | closed | the door is closed"],
	[
		"by the event that settles it",
		[{ fields: { at: "here", is: "closed", said: "stop" } }],
		"unless | failure | closed | the door is closed",
	],
] as const) {
	test(`what ends the wait otherwise, ${what}, decides accordingly, also within one commit`, async (t) => {
		const scratch = await openScratchBus(t);
		await scratch.publish(moved("here"));
		const started = await start(t, scratch, { unless: ["said=stop"] });

		await scratch.publish(...words);
		await turns(3);

		assert.deepEqual(summarise(started), [end]);
	});
}

test("what ended the wait while nobody watched is found from where the wait began", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(moved("here"));
	const unlessSince = { from: "event", eventId: scratch.bus.log.headEventId() ?? "" } as const;
	await scratch.publish(said("stop"), is("closed"));

	const started = await start(t, scratch, { unless: ["said=stop"], unlessSince });

	assert.deepEqual(summarise(started), ["unless | failure | stop | the door is closed"]);
});

test("a log of many pages is read to its end", async (t) => {
	const scratch = await openScratchBus(t);
	await scratch.publish(moved("here"), is("open"));
	await scratch.publishNumbers(1, 1_200, { fields: { at: "here" } });
	await scratch.publish(is("closed"));

	const started = await start(t, scratch);
	await turns(10);

	assert.deepEqual(summarise(started), ["matched | success | closed | the door is closed"]);
});

test("a wait that is closed takes nothing more from the bus", async (t) => {
	const scratch = await openScratchBus(t);
	const started = await start(t, scratch, { unless: ["said=stop"] });

	started.wait.close();
	await scratch.publish(moved("here"), is("closed"), said("stop"));
	await turns(3);

	assert.equal(scratch.bus.subscriptionCount, 0);
	assert.deepEqual(summarise(started), []);
});
