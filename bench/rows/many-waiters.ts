import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Row } from "../figure.js";
import { nowMs } from "../monotonic-clock.js";
import { readCpuMs } from "../process-statistics.js";
import { median } from "../statistics.js";

const WAITERS = 10_000;
const CONNECTIONS = 100;

interface Cost {
	readonly cpuMicroseconds: number;
	readonly wakeMs: number;
}

export const manyWaiters: Row = {
	name: "many-waiters",
	title: "an event that wakes one of 10,000 waiters",

	async measure(effort) {
		const cycles = effort === "quick" ? 300 : 2_000;
		// In turns, so that both meet the same machine.
		const rounds = effort === "quick" ? 1 : 3;
		const [one, many]: [Cost[], Cost[]] = [[], []];
		for (let round = 0; round < rounds; round += 1) {
			one.push(await measureCost({ waiters: 1, cycles }));
			many.push(await measureCost({ waiters: WAITERS, cycles }));
		}
		const cpu = (costs: readonly Cost[]): number =>
			median(costs.map(({ cpuMicroseconds }) => cpuMicroseconds));
		const wake = (costs: readonly Cost[]): number => median(costs.map(({ wakeMs }) => wakeMs));
		return [
			{
				what: "daemon's processor time, against one waiter",
				measured: cpu(many) / cpu(one),
				unit: "×",
				references: [],
				target: { atMost: 1.5 },
			},
			{
				what: "emit to wake, against one waiter",
				measured: wake(many) / wake(one),
				unit: "×",
				references: [],
				target: { atMost: 1.5 },
			},
			{
				what: "daemon's processor time",
				measured: cpu(many),
				unit: "µs",
				references: [{ name: "one waiter", measured: cpu(one) }],
			},
			{
				what: "emit to wake, p50",
				measured: wake(many),
				unit: "ms",
				references: [{ name: "one waiter", measured: wake(one) }],
			},
		];
	},
};

async function measureCost({
	waiters,
	cycles,
}: {
	readonly waiters: number;
	readonly cycles: number;
}): Promise<Cost> {
	const bus = await startBus();
	try {
		return await runCycles(bus, { waiters, cycles });
	} finally {
		await bus.stop();
	}
}

/** One cycle: an event wakes one waiter, who then waits again. */
async function runCycles(
	bus: BusUnderTest,
	{ waiters, cycles }: { readonly waiters: number; readonly cycles: number },
): Promise<Cost> {
	const clients = Array.from({ length: Math.min(CONNECTIONS, waiters) }, () => bus.connect());
	const waits: Wait[] = [];
	for (let index = 0; index < waiters; index += 1) {
		const client = clients[index % clients.length] ?? bus.client;
		waits.push(await startWait(client, index));
	}
	const cycle = async (index: number): Promise<number> => {
		const sentAtMs = nowMs();
		await bus.client.emit({ source: "bench", event_type: "finished", fields: { waiter: index } });
		await waits[index]?.woken;
		const wakeMs = nowMs() - sentAtMs;
		waits[index] = await startWait(clients[index % clients.length] ?? bus.client, index);
		return wakeMs;
	};
	// Spread over all of them, in an order that is the same each time.
	const waiterOf = (turn: number): number => (turn * 7_919) % waiters;
	for (let turn = 0; turn < cycles / 4; turn += 1) await cycle(waiterOf(turn));
	const cpuBeforeMs = readCpuMs(bus.daemonPid);
	const wakes: number[] = [];
	for (let turn = 0; turn < cycles; turn += 1) wakes.push(await cycle(waiterOf(turn)));
	const cpuMs = readCpuMs(bus.daemonPid) - cpuBeforeMs;
	await Promise.all(clients.map((client) => client.close()));
	return { cpuMicroseconds: (cpuMs * 1_000) / cycles, wakeMs: median(wakes) };
}

interface Wait {
	readonly woken: Promise<unknown>;
}

/** Resolves when the daemon has registered it. */
function startWait(client: BusUnderTest["client"], index: number): Promise<Wait> {
	return new Promise((resolve, reject) => {
		const woken = client.waitFor({ match: `waiter=${index}` }, { onArmed: () => resolve({ woken }) });
		woken.catch(reject);
	});
}
