import assert from "node:assert/strict";
import { test } from "node:test";
import { SMALL_HEAP, startDaemon } from "../support/daemon-process.js";
import { createRandom, type Random } from "../support/random.js";
import { frameOf, RawClient } from "../support/raw-client.js";

const SEEDS = [1, 20_261_123, 3_735_928_559];
const ROUNDS_PER_SEED = 1_000;
const AT_ONCE = 20;
const MIB = 1024 * 1024;

for (const seed of SEEDS) {
	test(`garbage in all dialects (seed ${seed}) stops neither the daemon nor anybody's wait, and fills no memory`, async (t) => {
		const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
		const random = createRandom(seed);
		const [waiter, reader, emitter] = await Promise.all(
			[1, 2, 3].map(() => RawClient.connect(daemon.socketPath)),
		);
		assert.ok(waiter !== undefined && reader !== undefined && emitter !== undefined);
		waiter.request({ op: "wait", source: "victim", match: ["n=7"] });
		reader.request({ op: "subscribe", source: "victim" });
		await Promise.all([waiter.read(), reader.read()]);
		await throwGarbage(daemon.socketPath, random, 100);
		const before = daemon.residentBytes();

		await throwGarbage(daemon.socketPath, random, ROUNDS_PER_SEED);
		const grownBytes = daemon.residentBytes() - before;
		const { results } = await emitter.ask({
			op: "emit",
			events: [{ source: "victim", event_type: "t", fields: { n: 7 } }],
		});
		const answer = await waiter.readUntil(({ op }) => op === "matched");
		const read = await reader.readUntil(({ op }) => op === "event");

		t.diagnostic(`the daemon grew by ${Math.round(grownBytes / MIB)} MiB`);
		assert.equal(answer[0]?.event?.event_id, results?.[0]?.event_id);
		assert.equal(read.at(-1)?.event?.event_id, results?.[0]?.event_id, "and nothing else came in between");
		assert.ok(grownBytes < 48 * MIB, `the daemon grew by ${Math.round(grownBytes / MIB)} MiB`);
		assert.doesNotMatch(daemon.logText(), /"defect"/, "nothing of it was a defect of waitbus");
		const { status } = await emitter.ask({ op: "status" });
		assert.equal((status as { pid: number }).pid, daemon.pid);
	});
}

/** Sends garbage on connection after connection, some of them at once, and cuts each at some point. */
async function throwGarbage(socketPath: string, random: Random, rounds: number): Promise<void> {
	for (let round = 0; round < rounds; round += AT_ONCE) {
		const clients = await Promise.all(Array.from({ length: AT_ONCE }, () => RawClient.connect(socketPath)));
		for (const client of clients) {
			for (let part = random.below(6); part >= 0; part -= 1) client.write(makeGarbage(random));
			if (random.below(3) === 0) client.halfClose();
		}
		// A whole exchange, so that the daemon has read what came before it.
		const probe = await RawClient.connect(socketPath);
		assert.equal((await probe.ask({ op: "hello" })).op, "welcome");
		await Promise.all([probe, ...clients].map((client) => client.close()));
	}
}

function makeGarbage(random: Random): Buffer {
	const make = random.pick([
		() => random.bytes(random.below(2_000)),
		() => frameOf(random.bytes(random.below(500)).toString("latin1")),
		() => frameOf(makeJson(random, 4)),
		() => frameOf(JSON.stringify(makeRequest(random))),
		() => mutate(frameOf(JSON.stringify(makeRequest(random))), random),
		() => frameOf(`{"proto":2,"op":"emit","id":1,"events":${"[".repeat(random.below(20_000))}`),
		() =>
			Buffer.from(
				`${random.pick(["GET", "POST", "PUT", "x", "OPTIONS *"])} ${random.pick(["/events", "/", "/healthz", "/events/%00", "/../x"])}?${makeText(random)} HTTP/1.1\r\n${makeText(random)}: ${makeText(random)}\r\n\r\n`,
				"latin1",
			),
		() =>
			Buffer.concat(
				Array.from({ length: random.below(50) }, () => frameOf(JSON.stringify(makeRequest(random)))),
			),
		() => Buffer.from([0, 0, random.below(256), random.below(256)]),
	]);
	return make();
}

const OPS = [
	"hello",
	"emit",
	"subscribe",
	"credit",
	"wait",
	"cancel",
	"query",
	"get",
	"why",
	"status",
	"constructor",
	"__proto__",
	5,
	null,
];
const KEYS = [
	"match",
	"match_cel",
	"match_jmespath",
	"source",
	"event_type",
	"to",
	"sha",
	"repo",
	"since",
	"credit",
	"all_of",
	"sequence",
	"unless",
	"count",
	"within_ms",
	"absent_ms",
	"events",
	"target",
	"limit",
	"newest",
	"event_id",
	"pid",
	"id",
	"proto",
	"filters",
	"event_types",
	"__proto__",
];

/** A request that is nearly right. It never stops the daemon, and never pretends to be the victim's source. */
function makeRequest(random: Random): Record<string, unknown> {
	const entries = Array.from({ length: random.below(5) }, () => [random.pick(KEYS), makeValue(random, 3)]);
	const head = { proto: random.pick([2, 2, 2, 1, null, "2"]), id: random.below(20), op: random.pick(OPS) };
	return { ...head, ...(Object.fromEntries(entries) as object) };
}

function makeValue(random: Random, depth: number): unknown {
	const make = random.pick<() => unknown>([
		() => random.below(1_000) - 500,
		() => random.pick([0, 1, -1, 1e308, 2 ** 53, 0.1, null, true, false, ""]),
		() => makeText(random),
		() =>
			random.pick([
				"conclusion=failure",
				"a.b.c!=1",
				"n~=(",
				"x~=^(a+)+$",
				"fields.n>=3",
				"[?",
				"start",
				"10m",
				"ci:status=done",
				"size(fields) > 1",
				"'",
			]),
		() => Array.from({ length: depth > 0 ? random.below(5) : 0 }, () => makeValue(random, depth - 1)),
		() => ({
			source: "fuzz",
			event_type: makeText(random),
			fields: depth > 0 ? makeValue(random, depth - 1) : {},
		}),
	]);
	return make();
}

function makeJson(random: Random, depth: number): string {
	return JSON.stringify(makeValue(random, depth)) ?? "null";
}

function makeText(random: Random): string {
	return random.bytes(random.below(30)).toString(random.pick(["latin1", "hex", "base64"]));
}

function mutate(bytes: Buffer, random: Random): Buffer {
	for (let n = random.below(8); n >= 0; n -= 1) bytes[random.below(bytes.length)] = random.below(256);
	return bytes;
}
