import { type BusUnderTest, startBus } from "../bus-under-test.js";
import { draftOf } from "../couriers/courier.js";
import type { Row } from "../figure.js";
import { nowMs } from "../monotonic-clock.js";
import { openDatabase } from "../../src/store/driver.js";
import { median } from "../statistics.js";
import { Worker } from "../worker.js";

const EVENTS = 100_000;
const BATCH_EVENTS = 5_000;

export const replay: Row = {
	name: "replay",
	title: "replay of 100,000 missed events",

	async measure(effort) {
		const bus = await startBus();
		try {
			await fillLog(bus);
			const readings: (readonly [number, number])[] = [];
			for (let round = 0; round < (effort === "quick" ? 1 : 5); round += 1) readings.push(await read(bus));
			const floor = await readAlone(bus.databasePath);
			return [
				{
					what: "in order and complete",
					measured: Math.min(...readings.map(([events]) => events)),
					unit: "events",
					references: [],
					target: { atLeast: EVENTS },
				},
				{
					what: "rate",
					measured: median(readings.map(([events, elapsedMs]) => (events * 1_000) / elapsedMs)),
					unit: "events/s",
					references: [{ name: "SQLite and JSON.parse in one process", measured: floor }],
					target: { atLeast: 100_000 },
				},
			];
		} finally {
			await bus.stop();
		}
	},
};

async function fillLog({ client }: BusUnderTest): Promise<void> {
	for (let first = 0; first < EVENTS; first += BATCH_EVENTS) {
		await client.emitBatch(Array.from({ length: BATCH_EVENTS }, (_, index) => draftOf(first + index)));
	}
}

/** By a new process each time, as one that was away would. */
async function read({ env }: BusUnderTest): Promise<readonly [events: number, elapsedMs: number]> {
	const reader = await Worker.start("reader", [], env);
	try {
		const [events = 0, elapsedMs = Number.NaN] = await reader.ask("read", [EVENTS]);
		return [events, elapsedMs];
	} finally {
		await reader.end();
	}
}

/** Events/s when nothing lies between the log and its reader. */
async function readAlone(path: string): Promise<number> {
	const database = await openDatabase(path, 0);
	const startMs = nowMs();
	let events = 0;
	for (const { text } of database
		.prepare<{ text: string }>("SELECT text FROM events ORDER BY seq")
		.iterate()) {
		JSON.parse(text);
		events += 1;
	}
	const elapsedMs = nowMs() - startMs;
	database.close();
	return (events * 1_000) / elapsedMs;
}
