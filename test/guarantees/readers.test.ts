import assert from "node:assert/strict";
import { test } from "node:test";
import { type DaemonProcess, SMALL_HEAP, startDaemon } from "../support/daemon-process.js";
import { emitNumbered, numberOf, numbersIn, range } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";

const EVENTS = 100_000;
const FILLER = "x".repeat(700);
const MIB = 1024 * 1024;

test("readers that are quick, cut, slow or silent miss and repeat nothing of 100,000 events, and cost no memory", async (t) => {
	const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
	const quick = await subscribe(daemon, {});
	const slow = await subscribe(daemon, { credit: 50 });
	const silent = await subscribe(daemon, {});
	const cut = { numbers: [] as number[], connections: 0 };
	silent.socket.pause();
	const emitter = await RawClient.connect(daemon.socketPath);
	await emitNumbered(emitter, [-4_999, 0], { filler: FILLER });
	const before = daemon.residentBytes();

	const [quickNumbers, slowNumbers] = await Promise.all([
		readNumbers(quick),
		readSlowly(slow),
		readInPieces(daemon, cut),
		emitNumbered(emitter, [1, EVENTS], { filler: FILLER }),
	]);
	const grownBytes = daemon.residentBytes() - before;
	silent.socket.resume();
	const silentNumbers = await readNumbers(silent);

	assert.deepEqual(quickNumbers, range(-4_999, EVENTS), "the quick one");
	assert.deepEqual(slowNumbers, range(-4_999, EVENTS), "the slow one");
	assert.deepEqual(cut.numbers, range(-4_999, EVENTS), "the one that is cut again and again");
	assert.ok(cut.connections > 10, `it was cut ${cut.connections} times`);
	assert.deepEqual(silentNumbers, range(-4_999, EVENTS), "the one that read nothing until the end");
	t.diagnostic(`the daemon grew by ${Math.round(grownBytes / MIB)} MiB while ${EVENTS} events passed`);
	// What was emitted is 100 MiB: a queue of it for any one reader would show.
	assert.ok(grownBytes < 64 * MIB, `the daemon grew by ${Math.round(grownBytes / MIB)} MiB`);
});

async function subscribe(
	daemon: DaemonProcess,
	options: { credit?: number; since?: string | undefined },
): Promise<RawClient> {
	const client = await RawClient.connect(daemon.socketPath);
	const subscribed = await client.ask({ op: "subscribe", ...options });
	assert.equal(subscribed.op, "subscribed");
	return client;
}

async function readNumbers(client: RawClient): Promise<readonly number[]> {
	const messages = await client.readUntil((message) => numberOf(message) === EVENTS);
	await client.close();
	return numbersIn(messages);
}

/** Grants credit for a few events at a time, and only when it has read the ones before. */
async function readSlowly(client: RawClient): Promise<readonly number[]> {
	const numbers: number[] = [];
	while (numbers.at(-1) !== EVENTS) {
		const message = await client.read();
		if (message.op === "event") numbers.push(numberOf(message));
		if (numbers.length % 50 === 0 && message.op === "event") {
			client.send({ proto: 2, id: numbers.length + 1, op: "credit", target: 1, credit: 50 });
		}
	}
	await client.close();
	return numbers;
}

/** Breaks the connection after some thousand events, in the middle of whatever is on its way, and goes on from its cursor. */
async function readInPieces(
	daemon: DaemonProcess,
	cut: { numbers: number[]; connections: number },
): Promise<void> {
	let since: string | undefined = "start";
	while (cut.numbers.at(-1) !== EVENTS) {
		const client: RawClient = await subscribe(daemon, { since });
		cut.connections += 1;
		const pieceEnd = cut.numbers.length + 1_000 + 997 * cut.connections;
		while (cut.numbers.length < pieceEnd && cut.numbers.at(-1) !== EVENTS) {
			const message = await client.read();
			if (message.op !== "event") continue;
			cut.numbers.push(numberOf(message));
			since = message.event?.event_id;
		}
		await client.close();
	}
}
