import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { handleSubscribe, handleWait } from "../../src/daemon/handle-listen.js";
import { WaitBook } from "../../src/daemon/wait-book.js";
import { openScratchBus } from "../bus/scratch-bus.js";
import { startSession } from "./scratch-session.js";

const RUNNING_LATE = { source: "slow", event_type: "done", summary: "while it started" };

for (const op of ["wait", "subscribe"] as const)
	test(`a ${op} misses nothing that happens while the source that it names starts`, async (t) => {
		const { session, publish } = await openSession(t, (commit) => commit(RUNNING_LATE));
		await publish({ source: "slow", event_type: "done", summary: "before" });

		session.say({ op, id: 1, source: "slow" });
		const [first, second] = await session.hear(2);

		assert.equal(first?.["op"], op === "wait" ? "waiting" : "subscribed");
		assert.equal(summaryOf(second), "while it started");
	});

test("a wait on an empty log misses nothing either", async (t) => {
	const { session } = await openSession(t, (commit) => commit(RUNNING_LATE));

	session.say({ op: "wait", id: 1, source: "slow" });
	const [waiting, event] = await session.hear(2);

	assert.equal(waiting?.["cursor"], null);
	assert.equal(summaryOf(event), "while it started");
});

/** A session whose requests wait for a source, and what happens meanwhile. */
async function openSession(
	t: TestContext,
	meanwhile: (commit: (draft: typeof RUNNING_LATE) => Promise<unknown>) => Promise<unknown>,
) {
	const { bus, clock, publish } = await openScratchBus(t);
	const services = {
		bus,
		clock,
		waits: new WaitBook(),
		ask: async () => {
			await meanwhile((draft) => publish(draft));
			return { notes: [], refusal: undefined, hasWaited: true, takeBack: () => undefined };
		},
	};
	const session = await startSession(t, (request, context) => {
		if (request.op === "wait") return handleWait(services, request, context);
		if (request.op === "subscribe") return handleSubscribe(services, request, context);
		throw new TypeError(request.op);
	});
	return { session, publish };
}

function summaryOf(reply: Readonly<Record<string, unknown>> | undefined): string | undefined {
	return (reply?.["event"] as { readonly summary: string } | undefined)?.summary;
}
