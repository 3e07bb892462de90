import assert from "node:assert/strict";
import { test } from "node:test";
import { DeliveryBook } from "../../src/agents/delivery-book.js";
import { introduce } from "../../src/agents/introduce.js";
import { Deliveries } from "../../src/daemon/agents/deliveries.js";
import type { BusEvent, EventDraft } from "../../src/event/event.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { ReportedState } from "../../src/protocol/agent-messages.js";
import {
	type DoorAdapter,
	type DoorNotice,
	doorUnavailable,
	type DoorWorld,
} from "../../src/vendors/doors.js";
import { createFakeClock } from "../support/fake-clock.js";
import { settle } from "../support/settle.js";

type Write = (notice: DoorNotice, world: DoorWorld) => ReturnType<DoorAdapter["write"]>;

const HOUR_MS = 3_600_000;

interface World {
	readonly deliveries: Deliveries;
	readonly clock: ReturnType<typeof createFakeClock>;
	readonly said: EventDraft[];
	/** What the session does from now on. */
	readonly become: (state: ReportedState, eventType: string) => void;
}

/** A session `me` that is idle, and its doors. */
function openWorld(
	writes: Readonly<Record<string, Write>>,
	{
		hooksTell = true,
		wakesPerHour = 20,
	}: { readonly hooksTell?: boolean; readonly wakesPerHour?: number } = {},
): World {
	const clock = createFakeClock();
	const said: EventDraft[] = [];
	let state: ReportedState = "idle";
	const adapters = Object.entries(writes).map(([door, write]) => ({
		door,
		takesWhileWorking: false,
		takesContext: false,
		write: (_door: unknown, notice: DoorNotice, world: DoorWorld) => write(notice, world),
	}));
	const deliveries = new Deliveries({
		book: new DeliveryBook({
			clock,
			emit: (draft) => {
				said.push(draft);
				return Promise.resolve();
			},
			onChange: () => undefined,
			memory: { open: () => [], save: ignore },
		}),
		roster: {
			has: (name) => name === "me",
			find: () => introduce({ name: "me", vendor: "test", state }, { pid: 1, nowMs: 0 }),
			doorsOf: () => Object.keys(writes).map((door) => ({ door })),
		},
		clock,
		log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
		budget: () => ({ tokens: wakesPerHour, perMs: HOUR_MS }),
		loadDoors: () => Promise.resolve(adapters),
		hooksTell: () => hooksTell,
		world: { env: {}, isOurs: () => true },
	});
	const become = (next: ReportedState, event_type: string) => {
		state = next;
		deliveries.observe({ event_type, fields: { agent: "me" } } as unknown as BusEvent);
	};
	return { deliveries, clock, said, become };
}

function ignore(): void {}

function statesOf(said: readonly EventDraft[]): readonly unknown[] {
	return said.map(({ fields }) => fields?.["delivery_state"]);
}

const refuses: Write = () => Promise.reject(doorUnavailable("the inbox", "it is full"));
const takes: Write = () => Promise.resolve("delivered");
const keepsSilent: Write = () => Promise.resolve("written");

test("when a door refuses, the next one is tried", async () => {
	const { deliveries, said } = openWorld({ first: refuses, second: takes });

	const { delivery } = await deliveries.deliver({ agent: "me", text: "hello" });

	assert.deepEqual([delivery.state, delivery.door], ["delivered", "second"]);
	assert.deepEqual(statesOf(said), ["accepted", "delivered"]);
});

test("where every door refuses, the next hook is to tell, and without one nobody can", async () => {
	const held = openWorld({ first: refuses });
	const failed = openWorld({ first: refuses }, { hooksTell: false });

	const { delivery } = await held.deliveries.deliver({ agent: "me", text: "hello" });
	const failure = failed.deliveries.deliver({ agent: "me", text: "hello" });

	assert.deepEqual([delivery.state, delivery.reason], ["held", "Cannot use the inbox: it is full"]);
	await assert.rejects(failure, { code: "DOOR_UNAVAILABLE", message: /it is full/ });
	assert.deepEqual(statesOf(failed.said), ["accepted", "expired"]);
});

test("a door that took something of which nothing came is not used again until a turn began", async () => {
	const { deliveries, clock, said, become } = openWorld({ first: keepsSilent, second: takes });

	await deliveries.deliver({ agent: "me", text: "hello" });
	clock.advance(20_000);
	await settle();
	const { delivery: next } = await deliveries.deliver({ agent: "me", text: "more" });
	become("working", "agent_turn_started");
	become("idle", "agent_idle");
	const { delivery: later } = await deliveries.deliver({ agent: "me", text: "again" });

	assert.deepEqual(statesOf(said).slice(0, 4), ["accepted", "written", "held", "delivered"]);
	assert.deepEqual([next.door, later.door], ["second", "first"]);
});

test("a door that hangs is given up, and the session is told by the next one", async () => {
	const hangs = createDeferred<AbortSignal>();
	const { deliveries, clock } = openWorld({
		first: (_notice, { signal }) => {
			hangs.resolve(signal);
			return new Promise((_, reject) => {
				signal.addEventListener("abort", () => reject(doorUnavailable("the inbox", "it does not answer")));
			});
		},
		second: takes,
	});

	const delivering = deliveries.deliver({ agent: "me", text: "hello" });
	await hangs.promise;
	clock.advance(10_000);

	assert.equal((await delivering).delivery.door, "second");
});

test("what comes while a door is busy goes as one text with the next", async () => {
	const texts: string[] = [];
	const busy = createDeferred<"delivered">();
	const { deliveries } = openWorld({
		first: ({ text }) => {
			texts.push(text);
			return texts.length === 1 ? busy.promise : Promise.resolve("delivered");
		},
	});

	const first = deliveries.deliver({ agent: "me", text: "one" });
	await settle();
	const others = ["two", "three"].map((text) => deliveries.deliver({ agent: "me", text }));
	busy.resolve("delivered");
	await Promise.all([first, ...others]);

	assert.equal(texts.length, 2);
	assert.match(texts[0] ?? "", /\n"one"\n/);
	assert.match(texts[1] ?? "", /2 notices.*\n"two"\n"three"\n/s);
});

test("a session is woken only so often an hour; what comes beyond that is told when it may be again", async () => {
	const { deliveries, clock, said } = openWorld({ first: takes }, { wakesPerHour: 2 });

	await deliveries.deliver({ agent: "me", text: "one" });
	await deliveries.deliver({ agent: "me", text: "two" });
	const { delivery } = await deliveries.deliver({ agent: "me", text: "three", timeout_ms: HOUR_MS });
	clock.advance(HOUR_MS / 2);
	await settle();

	assert.deepEqual([delivery.state, delivery.reason], ["held", "it was woken too often; again in 1800 s"]);
	assert.equal(statesOf(said).at(-1), "delivered");
});

test("a turn that nobody heard begin counts when it has ended", async () => {
	const { deliveries, said, become } = openWorld({ first: keepsSilent });

	await deliveries.deliver({ agent: "me", text: "hello" });
	become("idle", "agent_turn_ended");

	assert.deepEqual(statesOf(said), ["accepted", "written", "acted"]);
});

test("what nobody could be told in time has expired", async () => {
	const { deliveries, clock, said, become } = openWorld({ first: takes });
	become("working", "agent_turn_started");

	await deliveries.deliver({ agent: "me", text: "hello", timeout_ms: 60_000 });
	clock.advance(60_000);
	become("idle", "agent_idle");
	await settle();

	assert.deepEqual(statesOf(said), ["accepted", "held", "expired"]);
});
