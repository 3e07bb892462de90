import { type Contender, startRedisStream, startWaitbus, withContenders } from "../contenders.js";
import type { Figure, Reference, Row } from "../figure.js";
import { Worker } from "../worker.js";

const IN_FLIGHT = 1_000;
const WARM_UP_MS = 500;

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

export const eventsPerSecond: Row = {
	name: "events-per-second",
	title: "events/s, acknowledged",

	async measure(effort) {
		const durationMs = effort === "quick" ? 600 : 4_000;
		const figures: Figure[] = [];
		for (const load of LOADS) {
			// A log of its own for each: how much the one before has stored shall not matter.
			const rates = await withContenders([startWaitbus, startRedisStream], (contenders) =>
				measureRates(contenders, load, durationMs),
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
	durationMs: number,
): Promise<readonly Reference[]> {
	const rates: Reference[] = [];
	for (const contender of contenders) {
		rates.push({ name: contender.name, measured: await measureRate(contender, load, durationMs) });
	}
	return rates;
}

async function measureRate({ courier, server }: Contender, load: Load, durationMs: number): Promise<number> {
	const senders = await Promise.all(
		Array.from({ length: load.emitters }, () =>
			Worker.start("sender", [courier, server.address], server.env),
		),
	);
	const sendFor = (ms: number, inFlight: number): Promise<readonly (readonly number[])[]> =>
		Promise.all(senders.map((sender) => sender.ask("send", [ms, inFlight])));
	try {
		// Many at a time in any case: the sooner V8 has compiled what is hot.
		await sendFor(WARM_UP_MS, IN_FLIGHT / load.emitters);
		const answers = await sendFor(durationMs, load.inFlight);
		return answers.reduce((sum, [sent = 0, elapsedMs = 1]) => sum + (sent * 1_000) / elapsedMs, 0);
	} finally {
		await Promise.all(senders.map((sender) => sender.end()));
	}
}
