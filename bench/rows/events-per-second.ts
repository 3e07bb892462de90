import { type Contender, startRedisStream, startWaitbus, withContenders } from "../contenders.js";
import type { Figure, Reference, Row } from "../figure.js";
import { median } from "../statistics.js";
import { Worker } from "../worker.js";

const IN_FLIGHT = 2_000;
const SIZES = {
	quick: { rounds: 1, warmUpMs: 200, durationMs: 300 },
	full: { rounds: 3, warmUpMs: 1_000, durationMs: 3_000 },
};

interface Load {
	readonly what: string;
	readonly emitters: number;
	readonly inFlight: number;
	readonly atLeast: number;
}

const LOADS: readonly Load[] = [
	{ what: "one emitter, each awaited", emitters: 1, inFlight: 1, atLeast: 3_000 },
	{ what: `one emitter, ${IN_FLIGHT} under way`, emitters: 1, inFlight: IN_FLIGHT, atLeast: 50_000 },
	{ what: "8 emitters, each awaited", emitters: 8, inFlight: 1, atLeast: 20_000 },
];

interface Size {
	readonly rounds: number;
	readonly warmUpMs: number;
	readonly durationMs: number;
}

export const eventsPerSecond: Row = {
	name: "events-per-second",
	title: "events/s, acknowledged",

	async measure(effort) {
		const figures: Figure[] = [];
		for (const load of LOADS) {
			// A log of its own for each: how much the one before has stored shall not matter.
			const rates = await withContenders([startWaitbus, startRedisStream], (contenders) =>
				measureRates(contenders, load, SIZES[effort]),
			);
			const [waitbus, ...references] = rates;
			figures.push({
				what: load.what,
				measured: waitbus?.measured ?? Number.NaN,
				unit: "events/s",
				references,
				target: { atLeast: load.atLeast },
			});
		}
		return figures;
	},
};

async function measureRates(
	contenders: readonly Contender[],
	load: Load,
	size: Size,
): Promise<readonly Reference[]> {
	const rates = contenders.map(({ name }) => ({ name, samples: [] as number[] }));
	for (let round = 0; round < size.rounds; round += 1) {
		for (const [index, contender] of contenders.entries()) {
			rates[index]?.samples.push(await measureRate(contender, load, size));
		}
	}
	return rates.map(({ name, samples }) => ({ name, measured: median(samples) }));
}

async function measureRate(
	{ courier, server }: Contender,
	load: Load,
	{ warmUpMs, durationMs }: Size,
): Promise<number> {
	const senders = await Promise.all(
		Array.from({ length: load.emitters }, () =>
			Worker.start("sender", [courier, server.address], server.env),
		),
	);
	const sendFor = (ms: number, inFlight: number): Promise<readonly (readonly number[])[]> =>
		Promise.all(senders.map((sender) => sender.ask("send", [ms, inFlight])));
	try {
		// Many at a time in any case: the sooner V8 has compiled what is hot.
		await sendFor(warmUpMs, IN_FLIGHT / load.emitters);
		const answers = await sendFor(durationMs, load.inFlight);
		return answers.reduce((sum, [sent = 0, elapsedMs = 1]) => sum + (sent * 1_000) / elapsedMs, 0);
	} finally {
		await Promise.all(senders.map((sender) => sender.end()));
	}
}
