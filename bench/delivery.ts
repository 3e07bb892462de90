/** How long messages take from the moment they were to be sent until the last receiver has them. */
import type { Contender } from "./contenders.js";
import { delay } from "./monotonic-clock.js";
import type { Schedule } from "./schedule.js";
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
		const [startMs = 0] = await sender.ask("schedule", [warmUp.count, messagesPerRound, perSecond]);
		const moments = await untilAllCame(receiver, [warmUp.count, messagesPerRound]);
		if (moments.includes(-1)) throw new Error(`${name} lost a message`);
		return moments.map((atMs, index) => atMs - (startMs + (index * 1_000) / perSecond));
	} finally {
		await sender.end();
		await receiver.end();
	}
}

async function untilAllCame(receiver: Worker, firstAndCount: readonly number[]): Promise<readonly number[]> {
	for (let waitedMs = 0; ; waitedMs += 50) {
		const moments = await receiver.ask("moments", firstAndCount);
		if (!moments.includes(-1) || waitedMs > LONGEST_MS) return moments;
		await delay(50);
	}
}
