import assert from "node:assert/strict";
import { test } from "node:test";
import type { Life } from "../../src/agents/life.js";
import { Roster } from "../../src/agents/roster.js";
import type { BusEvent, EventDraft } from "../../src/event/event.js";
import { createFakeClock } from "../support/fake-clock.js";
import { FakeLives, processOf } from "../support/fake-lives.js";
import { createMemoryCell } from "../support/memory-cell.js";
import { settle } from "../support/settle.js";

function makeWorld() {
	return {
		clock: createFakeClock(),
		lives: new FakeLives(),
		memory: createMemoryCell(),
		said: [] as EventDraft[],
	};
}

function openRoster(world: ReturnType<typeof makeWorld>, gone: string[] = []): Roster {
	return new Roster({
		...world,
		emit: (draft) => {
			world.said.push(draft);
			return Promise.resolve();
		},
		onChange: () => undefined,
		onGone: (name) => gone.push(name),
	});
}

function connectionOf(pid: number): Life {
	return { of: "connection", process: processOf(pid) };
}

function lifeOf(pid: number): Life {
	return { of: "process", process: processOf(pid) };
}

function typesOf(said: readonly EventDraft[]): readonly string[] {
	return said.map(({ event_type }) => event_type);
}

function eventOf(event_type: string, fields: BusEvent["fields"]): BusEvent {
	return {
		kind: "event",
		event_id: "01J0000000000000000000000A",
		delivery_id: "x",
		source: "claude",
		event_type,
		owner: "local",
		repo: "agents",
		received_at: 1n,
		summary: "",
		fields,
	};
}

test("an agent that registers is here, with what it said and the pid that the kernel told", async () => {
	const world = makeWorld();
	const roster = openRoster(world);

	await roster.register({ name: "reviewer", vendor: "claude", session: "s1", cwd: "/x" }, connectionOf(7));

	const [agent] = roster.list();
	assert.deepEqual(
		{ ...agent },
		{
			name: "reviewer",
			vendor: "claude",
			session: "s1",
			cwd: "/x",
			pid: 7,
			state: "working",
			doing: null,
			registered_at_ms: world.clock.nowMs(),
			state_since_ms: world.clock.nowMs(),
			end: null,
		},
	);
	assert.deepEqual(typesOf(world.said), ["agent_joined"]);
});

test("an agent whose process ends without a goodbye is lost, as a failure, and what it held is told free", async () => {
	const world = makeWorld();
	const gone: string[] = [];
	const roster = openRoster(world, gone);
	await roster.register({ name: "reviewer" }, lifeOf(7));

	world.lives.kill(7);
	await settle();

	assert.deepEqual(roster.list(), []);
	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_lost"]);
	assert.equal(world.said[1]?.fields?.["conclusion"], "failure");
	assert.deepEqual(gone, ["reviewer"]);
	assert.equal(roster.list({ gone: true })[0]?.end, "lost");
});

test("one that says goodbye has left, and its death afterwards is nobody's business", async () => {
	const world = makeWorld();
	const roster = openRoster(world);
	await roster.register({ name: "reviewer" }, lifeOf(7));

	await roster.leave("reviewer");
	world.lives.kill(7);

	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_left"]);
	assert.equal(world.lives.watchesOf(7), 0);
});

test("a name is one living agent's; once that one is dead another may have it", async () => {
	const world = makeWorld();
	const roster = openRoster(world);
	await roster.register({ name: "reviewer" }, lifeOf(7));

	await assert.rejects(roster.register({ name: "reviewer" }, lifeOf(8)), { code: "AGENT_NAME_TAKEN" });
	world.lives.kill(7);
	await roster.register({ name: "reviewer" }, lifeOf(8));

	assert.equal(roster.find("reviewer").pid, 8);
	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_lost", "agent_joined"]);
});

for (const name of ["", "*", "two words", "-x", "a".repeat(65), "a\nb"]) {
	test(`an agent cannot be called ${JSON.stringify(name.slice(0, 12))}`, async () => {
		const roster = openRoster(makeWorld());

		await assert.rejects(roster.register({ name }, lifeOf(7)), { code: "AGENT_INVALID" });
	});
}

test("a connection that ends after its agent registered anew on another one loses nobody", async () => {
	const world = makeWorld();
	const roster = openRoster(world);
	const [first, second] = [connectionOf(7), connectionOf(7)];
	await roster.register({ name: "reviewer" }, first);
	await roster.register({ name: "reviewer" }, second);

	await roster.lose("reviewer", first, "its connection ended");

	assert.deepEqual(typesOf(world.said), ["agent_joined"]);
	assert.equal(roster.list().length, 1);
});

test("a turn that ends with work in the background is not idle, and one without is", async () => {
	const world = makeWorld();
	const roster = openRoster(world);
	await roster.register({ name: "reviewer" }, lifeOf(7));

	await roster.observe(eventOf("agent_turn_ended", { agent: "reviewer", background_tasks: 2 }));
	const between = roster.find("reviewer").state;
	await roster.observe(eventOf("agent_turn_ended", { agent: "reviewer", background_tasks: 0 }));

	assert.equal(between, "waiting_on_background");
	assert.equal(roster.find("reviewer").state, "idle");
	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_state", "agent_state"]);
});

for (const [eventType, state] of [
	["agent_needs_input", "waiting_for_permission"],
	["agent_failed", "failed"],
	["agent_idle", "idle"],
] as const) {
	test(`after ${eventType} an agent is ${state}`, async () => {
		const roster = openRoster(makeWorld());
		await roster.register({ name: "reviewer" }, lifeOf(7));

		await roster.observe(eventOf(eventType, { agent: "reviewer" }));

		assert.equal(roster.find("reviewer").state, state);
	});
}

test("what is said of an agent that is not here changes nothing", async () => {
	const world = makeWorld();

	await openRoster(world).observe(eventOf("agent_failed", { agent: "stranger" }));

	assert.deepEqual(world.said, []);
});

test("the next daemon knows who is here, and misses at once whoever died meanwhile", async () => {
	const world = makeWorld();
	const before = openRoster(world);
	await before.register({ name: "survivor" }, lifeOf(7));
	await before.register({ name: "victim" }, lifeOf(8));
	before.close();
	world.lives.kill(8);

	const after = openRoster(world);
	await settle();

	assert.deepEqual(
		after.list().map(({ name }) => name),
		["survivor"],
	);
	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_joined", "agent_lost"]);
	assert.equal(world.lives.watchesOf(7), 1);
});

test("one whose connection comes back after a restart was never away", async () => {
	const world = makeWorld();
	const before = openRoster(world);
	await before.register({ name: "reviewer" }, connectionOf(7));
	before.close();

	const after = openRoster(world);
	await after.register({ name: "reviewer" }, connectionOf(7));
	world.clock.advance(60_000);

	assert.deepEqual(typesOf(world.said), ["agent_joined"]);
	assert.equal(after.list().length, 1);
});

test("one whose connection does not come back after a restart is lost", async () => {
	const world = makeWorld();
	const before = openRoster(world);
	await before.register({ name: "reviewer" }, connectionOf(7));
	before.close();

	openRoster(world);
	world.clock.advance(60_000);
	await settle();

	assert.deepEqual(typesOf(world.said), ["agent_joined", "agent_lost"]);
});

test("a roster that does not read is an empty one", () => {
	const world = makeWorld();
	world.memory.write({ here: [{ nonsense: true }] });

	assert.deepEqual(openRoster(world).list({ gone: true }), []);
});
