/** How long messages take from the moment they were to be sent until the last receiver has them. */
import type { Contender } from "./contenders.js";
import type { Figure } from "./figure.js";
import { delay } from "./monotonic-clock.js";
import type { Schedule } from "./schedule.js";
import { percentile } from "./statistics.js";
import { Worker } from "./worker.js";

export interface DeliveryOptions {
	readonly receivers: number;
	readonly perSecond: number;
	readonly messagesPerRound: number;
	readonly rounds: number;
	/** Before each round: what lasts is measured, and not the first second of a process. */
	readonly warmUp: Schedule;
}

// A message that has not come by then is lost, which is an error and not a latency.
const LONGEST_MS = 5_000;

/** Latencies in milliseconds by the contender's name. They take turns, so that each meets the same machine. */
export async function measureDelivery(
	contenders: readonly Contender[],
	options: DeliveryOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
	const latencies = new Map<string, number[]>();
	for (let round = 0; round < options.rounds; round += 1) {
		for (const contender of contenders) {
			const known = latencies.get(contender.name) ?? [];
			latencies.set(contender.name, [...known, ...(await measureRound(contender, options))]);
		}
	}
	return latencies;
}

/** What waitbus took, for this share of the messages, beside all others. */
export function toFigure(
	latencies: ReadonlyMap<string, readonly number[]>,
	{ what, share }: { readonly what: string; readonly share: number },
): Figure {
	const others = [...latencies].filter(([name]) => name !== "waitbus");
	return {
		what,
		measured: percentile(latencies.get("waitbus") ?? [], share),
		unit: "ms",
		references: others.map(([name, samples]) => ({ name, measured: percentile(samples, share) })),
	};
}

async function measureRound(
	{ name, courier, server }: Contender,
	{ receivers, perSecond, messagesPerRound, warmUp }: DeliveryOptions,
): Promise<readonly number[]> {
	const receiver = await Worker.start("receiver", [courier, server.address, String(receivers)], server.env);
	const sender = await Worker.start("sender", [courier, server.address], server.env);
	try {
		await sender.ask("schedule", [0, warmUp.count, warmUp.perSecond]);
		// Whoever lags behind the warm-up shall not begin with its rest.
		await untilAllCame(receiver, [0, warmUp.count]);
		const first = warmUp.count;
		const [startMs = 0] = await sender.ask("schedule", [first, messagesPerRound, perSecond]);
		const sent = { first, count: messagesPerRound, perSecond, startMs };
		return await readLatencies({ name, receiver }, sent);
	} finally {
		await sender.end();
		await receiver.end();
	}
}

export interface SentMessages extends Schedule {
	/** The index of the first. */
	readonly first: number;
	/** The moment for which the first was meant. */
	readonly startMs: number;
}

/** From the moment each message was meant for until it came, in milliseconds. */
export async function readLatencies(
	{ name, receiver }: { readonly name: string; readonly receiver: Worker },
	{ first, count, perSecond, startMs }: SentMessages,
): Promise<readonly number[]> {
	const moments = await untilAllCame(receiver, [first, count]);
	if (moments.includes(-1)) throw new Error(`${name} lost a message`);
	return moments.map((atMs, index) => atMs - (startMs + (index * 1_000) / perSecond));
}

async function untilAllCame(receiver: Worker, firstAndCount: readonly number[]): Promise<readonly number[]> {
	for (let waitedMs = 0; ; waitedMs += 50) {
		const moments = await receiver.ask("moments", firstAndCount);
		if (!moments.includes(-1) || waitedMs > LONGEST_MS) return moments;
		await delay(50);
	}
}
