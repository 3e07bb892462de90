import { startBus } from "../bus-under-test.js";
import type { Row } from "../figure.js";
import { delay } from "../monotonic-clock.js";
import { startNode, WAITBUS } from "../node-process.js";
import { readMemory, readWakeUps } from "../process-statistics.js";

const SETTLE_MS = 1_000;
const BARE_WAIT = "require('fs').writeSync(3,'ready'); process.stdin.once('data', () => process.exit(0))";

export const blockedWait: Row = {
	name: "blocked-wait",
	title: "a blocked wait",

	async measure(effort) {
		const seconds = effort === "quick" ? 1 : 10;
		const bus = await startBus();
		const wait = startNode([WAITBUS, "wait", "--source", "bench-wait", "--ready-fd", "3"], bus.env);
		const bare = startNode(["-e", BARE_WAIT]);
		try {
			await Promise.all([wait.readyMs, bare.readyMs]);
			await delay(SETTLE_MS);
			const [wakeUps, bareWakeUps] = [readWakeUps(wait.pid), readWakeUps(bare.pid)];
			await delay(seconds * 1_000);
			const [own, other] = [readMemory(wait.pid), readMemory(bare.pid)];
			const name = "bare node";
			return [
				{
					what: "memory, RSS",
					measured: own.rssMib,
					unit: "MiB",
					references: [{ name, measured: other.rssMib }],
					target: { atMost: 40 },
				},
				{
					what: "memory, PSS",
					measured: own.pssMib,
					unit: "MiB",
					references: [{ name, measured: other.pssMib }],
				},
				{
					what: `wake-ups in ${seconds} s`,
					measured: readWakeUps(wait.pid) - wakeUps,
					unit: "wake-ups",
					references: [{ name, measured: readWakeUps(bare.pid) - bareWakeUps }],
					target: { atMost: 0 },
				},
			];
		} finally {
			wait.child.kill();
			bare.child.kill();
			await Promise.all([wait.goneAtMs, bare.goneAtMs]);
			await bus.stop();
		}
	},
};
