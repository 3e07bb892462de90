import assert from "node:assert/strict";
import { test } from "node:test";
import type { Holder } from "../../src/agents/holder.js";
import { LeaseBook } from "../../src/agents/lease-book.js";
import type { EventDraft } from "../../src/event/event.js";
import type { LeaseEnd, LeaseInfo } from "../../src/protocol/agent-messages.js";
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

function openBook(world: ReturnType<typeof makeWorld>): LeaseBook {
	return new LeaseBook({
		...world,
		emit: (draft) => {
			world.said.push(draft);
			return Promise.resolve();
		},
		floor: () => 100,
	});
}

function claimOf(resource: string, holder: Holder, ttlMs?: number) {
	const granted: LeaseInfo[] = [];
	const ends: LeaseEnd[] = [];
	const claim = {
		resource,
		holder,
		ttlMs,
		onGranted: (lease: LeaseInfo) => void granted.push(lease),
		onEnd: (end: LeaseEnd) => void ends.push(end),
	};
	return { claim, granted, ends };
}

const ann: Holder = { by: "process", process: processOf(1) };
const bob: Holder = { by: "process", process: processOf(2) };
const cid: Holder = { by: "agent", name: "cid", pid: 3 };

test("a resource has one holder; whoever else claims it is told who", async () => {
	const book = openBook(makeWorld());
	await book.claim(claimOf("deploy", ann).claim);

	assert.throws(() => book.claim(claimOf("deploy", bob).claim), {
		code: "LEASE_HELD",
		message: /process 1 holds it/,
	});
});

test("tokens grow with every lease, also after a restart", async () => {
	const world = makeWorld();
	const before = openBook(world);
	const [first, second] = [claimOf("a", ann), claimOf("b", ann)];
	await before.claim(first.claim);
	await before.claim(second.claim);
	before.close();

	const third = claimOf("c", ann);
	await openBook(world).claim(third.claim);

	const tokens = [...first.granted, ...second.granted, ...third.granted].map(({ token }) => token);
	assert.deepEqual(tokens, [101, 102, 103]);
});

test("a path covers what is under it, in both directions, and nothing beside it", async () => {
	const book = openBook(makeWorld());
	await book.claim(claimOf("/repo/src", ann).claim);

	assert.throws(() => book.claim(claimOf("/repo/src/a.ts", bob).claim), { code: "LEASE_HELD" });
	assert.throws(() => book.claim(claimOf("/repo", bob).claim), { code: "LEASE_HELD" });
	await book.claim(claimOf("/repo/src2", bob).claim);
	await book.claim(claimOf("/repo/src/a.ts", ann).claim);

	assert.deepEqual(
		book.list().map(({ resource }) => resource),
		["/repo/src", "/repo/src2", "/repo/src/a.ts"],
	);
});

test("a holder that dies holds nothing any more, and the next in line has it", async () => {
	const world = makeWorld();
	const book = openBook(world);
	const [first, next] = [claimOf("deploy", ann), claimOf("deploy", bob)];
	await book.claim(first.claim);
	book.enqueue(next.claim);

	world.lives.kill(1);
	await settle();

	assert.deepEqual(first.ends, ["holder_lost"]);
	assert.deepEqual(
		next.granted.map(({ holder, token }) => [holder, token]),
		[["process 2", 102]],
	);
	assert.deepEqual(
		world.said.map(({ event_type, fields }) => [event_type, fields?.["reason"] ?? null]),
		[
			["lease_claimed", null],
			["lease_released", "holder_lost"],
			["lease_claimed", null],
		],
	);
});

test("time ends a lease, and claiming it again before that prolongs the same one", async () => {
	const world = makeWorld();
	const book = openBook(world);
	const [first, again] = [claimOf("deploy", ann, 1_000), claimOf("deploy", ann, 1_000)];
	await book.claim(first.claim);

	world.clock.advance(900);
	await book.claim(again.claim);
	world.clock.advance(900);
	const between = book.list().length;
	world.clock.advance(100);
	await settle();

	assert.equal(again.granted[0]?.token, first.granted[0]?.token);
	assert.equal(between, 1);
	assert.deepEqual(book.list(), []);
	assert.deepEqual(again.ends, ["expired"]);
});

test("the line is served in the order of asking, and nobody overtakes for a part", async () => {
	const book = openBook(makeWorld());
	await book.claim(claimOf("/repo/a", ann).claim);
	const [whole, part] = [claimOf("/repo", bob), claimOf("/repo/b", cid)];
	book.enqueue(whole.claim);
	book.enqueue(part.claim);

	await book.release("/repo/a");
	await settle();
	const first = [whole.granted.length, part.granted.length];
	await book.release("/repo");
	await settle();

	assert.deepEqual(first, [1, 0]);
	assert.equal(part.granted.length, 1);
});

test("whoever leaves the line no longer holds up those behind", async () => {
	const book = openBook(makeWorld());
	await book.claim(claimOf("/repo/a", ann).claim);
	const [whole, part] = [claimOf("/repo", bob), claimOf("/repo/b", cid)];
	const leave = book.enqueue(whole.claim);
	book.enqueue(part.claim);

	leave();
	await settle();

	assert.equal(part.granted.length, 1);
});

test("a lease of old cannot end the one that came after it", async () => {
	const book = openBook(makeWorld());
	await book.claim(claimOf("deploy", ann).claim);
	await book.release("deploy", 101);
	await book.claim(claimOf("deploy", bob).claim);

	await assert.rejects(book.release("deploy", 101), {
		code: "LEASE_NOT_HELD",
		message: /process 2 holds it/,
	});
	assert.equal(book.list().length, 1);
});

test("the next daemon knows the leases, and frees those of the dead", async () => {
	const world = makeWorld();
	const before = openBook(world);
	await before.claim(claimOf("kept", ann).claim);
	await before.claim(claimOf("freed", bob).claim);
	await before.claim(claimOf("timed", cid, 5_000).claim);
	before.close();
	world.lives.kill(2);

	const after = openBook(world);
	await settle();
	const atOnce = after.list().map(({ resource }) => resource);
	world.clock.advance(5_000);

	assert.deepEqual(atOnce, ["kept", "timed"]);
	assert.deepEqual(
		after.list().map(({ resource }) => resource),
		["kept"],
	);
});

test("a connection that comes back with its token after a restart has kept its lease, another has not", async () => {
	const world = makeWorld();
	const before = openBook(world);
	const holderOf = (pid: number): Holder => ({ by: "connection", connection: {}, pid, agent: undefined });
	await before.claim(claimOf("kept", holderOf(1)).claim);
	await before.claim(claimOf("lost", holderOf(2)).claim);
	before.close();

	const after = openBook(world);
	const back = claimOf("kept", holderOf(1));
	await after.claim({ ...back.claim, token: 101 });
	world.clock.advance(60_000);
	await settle();

	assert.deepEqual(
		back.granted.map(({ token }) => token),
		[101],
	);
	assert.deepEqual(
		after.list().map(({ resource }) => resource),
		["kept"],
	);
});
