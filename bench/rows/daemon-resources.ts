import { type BusUnderTest, startBus } from "../bus-under-test.js";
import { delay } from "../monotonic-clock.js";
import { startBareServer } from "../servers/bare-server.js";
import { readCpuMs, readMemory, readWakeUps } from "../process-statistics.js";
import type { Figure, Row } from "../figure.js";
import { Worker } from "../worker.js";

// The daemon gives memory back when nothing has happened for 5 s.
const UNTIL_QUIET_MS = 6_500;
const EVENTS_PER_SECOND = 500;

export const daemonResources: Row = {
	name: "daemon-resources",
	title: "the daemon",

	async measure(effort) {
		const bus = await startBus();
		const bare = await startBareServer();
		try {
			const seconds = effort === "quick" ? 2 : 10;
			const busy = await measureBusy(bus, seconds);
			return [...(await measureIdle(bus, { barePid: bare.pid, seconds })), busy];
		} finally {
			await bare.stop();
			await bus.stop();
		}
	},
};

/** Processor time while somebody emits and somebody listens. */
async function measureBusy({ env, daemonPid }: BusUnderTest, seconds: number): Promise<Figure> {
	const receiver = await Worker.start("receiver", ["waitbus", ""], env);
	const sender = await Worker.start("sender", ["waitbus", ""], env);
	try {
		await sender.ask("schedule", [0, (EVENTS_PER_SECOND * seconds) / 2, EVENTS_PER_SECOND]);
		const beforeMs = readCpuMs(daemonPid);
		await sender.ask("schedule", [0, EVENTS_PER_SECOND * seconds, EVENTS_PER_SECOND]);
		const measured = (readCpuMs(daemonPid) - beforeMs) / seconds;
		return {
			what: `processor time at ${EVENTS_PER_SECOND} events/s`,
			measured,
			unit: "ms/s",
			references: [],
			target: { atMost: 60 },
		};
	} finally {
		await sender.end();
		await receiver.end();
	}
}

/** After the work above: an idle daemon is one that has done something before. */
async function measureIdle(
	{ daemonPid }: BusUnderTest,
	{ barePid, seconds }: { readonly barePid: number; readonly seconds: number },
): Promise<readonly Figure[]> {
	await delay(UNTIL_QUIET_MS);
	const [wakeUps, bareWakeUps] = [readWakeUps(daemonPid), readWakeUps(barePid)];
	const cpuMs = readCpuMs(daemonPid);
	await delay(seconds * 1_000);
	const [daemon, bare] = [readMemory(daemonPid), readMemory(barePid)];
	const name = "bare node with SQLite";
	return [
		{
			what: "idle memory, RSS",
			measured: daemon.rssMib,
			unit: "MiB",
			references: [{ name, measured: bare.rssMib }],
			target: { atMost: 42 },
		},
		{
			what: "idle memory, PSS",
			measured: daemon.pssMib,
			unit: "MiB",
			references: [{ name, measured: bare.pssMib }],
		},
		{
			what: `idle wake-ups in ${seconds} s`,
			measured: readWakeUps(daemonPid) - wakeUps,
			unit: "wake-ups",
			references: [{ name, measured: readWakeUps(barePid) - bareWakeUps }],
			target: { atMost: 0 },
		},
		{
			what: "idle processor time",
			measured: (readCpuMs(daemonPid) - cpuMs) / seconds,
			unit: "ms/s",
			references: [],
			target: { atMost: 0 },
		},
	];
}
