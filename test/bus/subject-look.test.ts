import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { SubjectWait } from "../../src/bus/subject-wait.js";
import { BusError } from "../../src/errors.js";
import type { Answer, Judgement, Subject } from "../../src/event/subject.js";
import { createDeferred, type Deferred } from "../../src/platform/deferred.js";
import { openScratchBus, turns } from "./scratch-bus.js";

type Judge = (is: string | undefined, nowMs: number) => Omit<Judgement, "standing" | "answer">;

/** A lamp: whoever sees it lit has the answer, as far as that can be believed without looking. */
function toLamp(needsLook: Answer["needsLook"], judge: Judge = () => ({})): Subject {
	return {
		text: "the lamp",
		selections: () => [{ match: ["name=lamp"] }],
		judge: (events, nowMs) => {
			const event = events.at(-1);
			const is = event?.fields["is"] === "lit" ? "lit" : "dark";
			const answer =
				event !== undefined && is === "lit" ? { verdict: "success", event, needsLook } : undefined;
			return {
				standing: { kind: "lamp", text: `the lamp is ${is}` },
				...(answer === undefined ? {} : { answer: answer as Answer }),
				...judge(is, nowMs),
			};
		},
	};
}

const lit = { fields: { name: "lamp", is: "lit" } };
const dark = { fields: { name: "lamp", is: "dark" } };

async function start(t: TestContext, subject: Subject) {
	const scratch = await openScratchBus(t);
	const { bus, clock } = scratch;
	const said: string[] = [];
	const looks: Deferred<void>[] = [];
	const open = (): SubjectWait =>
		new SubjectWait({
			bus,
			clock,
			subject,
			since: { from: "start" },
			unless: [],
			unlessSince: { from: "now" },
			askedAtMs: clock.monotonicMs(),
			onFollow: () => undefined,
			look: () => {
				const look = createDeferred<void>();
				looks.push(look);
				return look.promise;
			},
			onProgress: ({ text, problem }) => said.push(problem === null ? text : `${text}, ${problem}`),
			onEnd: ({ verdict, report: { problem } }) => said.push(`end: ${verdict}, ${problem ?? "no problem"}`),
			onError: (error) =>
				said.push(error instanceof BusError ? `${error.message} [${error.code}]` : "defect"),
		});
	const begin = async (): Promise<void> => {
		const wait = open();
		t.after(() => wait.close());
		await turns(3);
	};
	return { ...scratch, begin, said, looks };
}

test("an answer for which the log is enough is given without a look", async (t) => {
	const { publish, begin, said } = await start(t, toLamp("no"));
	await publish(lit);

	await begin();

	assert.deepEqual(said, ["end: success, no problem"]);
});

test("an answer that may be old is given when the source has looked, and says nothing before", async (t) => {
	const { publish, begin, said, looks } = await start(t, toLamp("yes"));
	await publish(lit);
	await begin();
	assert.deepEqual(said, []);

	looks[0]?.resolve();
	await turns(3);

	assert.deepEqual(said, ["end: success, no problem"]);
});

test("what the look finds decides, not what was there before", async (t) => {
	const { publish, begin, said, looks } = await start(t, toLamp("yes"));
	await publish(lit);
	await begin();

	await publish(dark);
	looks[0]?.resolve();
	await turns(3);
	assert.deepEqual(said, ["the lamp is dark"]);
	await publish(lit);
	await turns(3);

	assert.deepEqual(said, ["the lamp is dark", "end: success, no problem"]);
});

test("a look that is only wished for is waited for three seconds", async (t) => {
	const { publish, begin, said, clock } = await start(t, toLamp("if_possible"));
	await publish(lit);
	await begin();

	clock.advance(2_999);
	await turns(3);
	assert.deepEqual(said, []);
	clock.advance(1);
	await turns(3);

	assert.deepEqual(said, ["end: success, no problem"]);
});

test("when it cannot be had, the answer says why", async (t) => {
	const { publish, begin, said, looks } = await start(t, toLamp("if_possible"));
	await publish(lit);
	await begin();

	looks[0]?.reject(new Error("it is foggy"));
	await turns(3);

	assert.deepEqual(said, ["end: success, it is foggy"]);
});

test("an answer that needs a look waits until one succeeds, and says once why not", async (t) => {
	const { publish, begin, said, looks, clock } = await start(t, toLamp("yes"));
	await publish(lit);
	await begin();

	looks[0]?.reject(new Error("it is foggy"));
	await turns(3);
	clock.advance(1_000);
	looks[1]?.reject(new Error("it is foggy"));
	await turns(3);
	assert.deepEqual(said, ["the lamp is lit, it is foggy"]);
	clock.advance(2_000);
	looks[2]?.resolve();
	await turns(3);

	assert.deepEqual(said, ["the lamp is lit, it is foggy", "end: success, no problem"]);
});

test("what cannot be settled is refused when the source has looked, with what kept it from looking", async (t) => {
	const error = new BusError("SOURCE_FAILED", "Nobody knows the lamp");
	const { begin, said, looks } = await start(
		t,
		toLamp("no", () => ({ error })),
	);
	await begin();
	assert.deepEqual(said, ["the lamp is dark"]);

	looks[0]?.reject(new Error("it is foggy"));
	await turns(3);

	assert.deepEqual(said, ["the lamp is dark", "Nobody knows the lamp (it is foggy) [SOURCE_FAILED]"]);
});

test("a subject is judged again at the time that it names, and not after the wait is over", async (t) => {
	const judge: Judge = (_is, nowMs) =>
		nowMs < startMs + 60_000 ? { judgeAgainAtMs: startMs + 60_000 } : { error };
	const error = new BusError("SOURCE_FAILED", "Nobody lit the lamp");
	const { begin, said, looks, clock } = await start(t, toLamp("no", judge));
	const startMs = clock.nowMs();
	await begin();
	looks[0]?.resolve();
	await turns(3);

	clock.advance(59_999);
	await turns(3);
	assert.deepEqual(said, ["the lamp is dark"]);
	clock.advance(1);
	await turns(3);

	assert.deepEqual(said, ["the lamp is dark", "Nobody lit the lamp [SOURCE_FAILED]"]);
	assert.equal(clock.pendingTimers, 0);
});
