import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Row } from "../figure.js";
import { nowMs } from "../monotonic-clock.js";
import { percentile } from "../statistics.js";
import { Worker } from "../worker.js";

const AGENTS = 50;

export const agents: Row = {
	name: "agents",
	title: "agents",

	async measure(effort) {
		const bus = await startBus();
		const worker = await Worker.start("agents", [String(AGENTS)], bus.env);
		try {
			const rounds = effort === "quick" ? 50 : 500;
			const [requests, calls]: [number[], number[]] = [[], []];
			// In turns, so that both meet the same machine.
			for (let round = 0; round < rounds; round += 1) {
				requests.push(await timeOf(() => request(bus, round)));
				calls.push(await timeOf(() => call(bus, round)));
			}
			const everyone = await timeOf(() => tellEveryone(bus));
			const death = await timeOf(() => hearDeaths(bus, worker));
			const name = "an event there, an event back";
			return [
				{
					what: "request to reply between two processes, p50",
					measured: percentile(requests, 0.5),
					unit: "ms",
					references: [{ name, measured: percentile(calls, 0.5) }],
				},
				{
					what: "request to reply between two processes, p99",
					measured: percentile(requests, 0.99),
					unit: "ms",
					references: [{ name, measured: percentile(calls, 0.99) }],
				},
				{
					what: `a message to everyone, until the last of ${AGENTS} has answered`,
					measured: everyone,
					unit: "ms",
					references: [],
				},
				{
					what: `kill -9 of the process of ${AGENTS}, until the last death is heard`,
					measured: death,
					unit: "ms",
					references: [],
				},
			];
		} finally {
			await worker.end();
			await bus.stop();
		}
	},
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const startMs = nowMs();
	await work();
	return nowMs() - startMs;
}

/** Each from another name, since nobody may say too much to one. */
async function request({ client }: BusUnderTest, round: number): Promise<void> {
	await client.request(`agent-${round % AGENTS}`, "ready?", { from: `asker-${round}` });
}

async function call({ client }: BusUnderTest, round: number): Promise<void> {
	const selection = { source: "bench", eventType: "answer", match: `call=${round}` };
	const { event_id: since } = await client.emit({
		source: "bench",
		event_type: "call",
		fields: { to: `agent-${round % AGENTS}`, call: round },
	});
	await client.waitFor({ ...selection, since });
}

async function tellEveryone({ client }: BusUnderTest): Promise<void> {
	const { event } = await client.send("*", "ready?", { from: "asker" });
	await count(client.replies(event), AGENTS);
}

async function hearDeaths({ client }: BusUnderTest, worker: Worker): Promise<void> {
	const deaths = client.subscribe({ source: "agent", eventType: "agent_lost" });
	await deaths.started;
	await Promise.all([worker.end(), count(deaths, AGENTS)]);
}

async function count(events: AsyncIterable<unknown>, wanted: number): Promise<void> {
	let missing = wanted;
	for await (const _event of events) {
		missing -= 1;
		if (missing === 0) return;
	}
}
