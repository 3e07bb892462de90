import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Figure, Row } from "../figure.js";
import { nowMs } from "../monotonic-clock.js";
import { startNode, timeNode, WAITBUS } from "../node-process.js";
import { median } from "../statistics.js";

const EMIT = [WAITBUS, "emit", "--source", "bench", "--event-type", "finished", "--conclusion", "success"];
const HOOK = [WAITBUS, "hook", "claude"];
const STOP = JSON.stringify({
	hook_event_name: "Stop",
	session_id: "0f0e0d0c-bench",
	cwd: "/",
	background_tasks: [],
});
const WAIT = [WAITBUS, "wait", "--source", "bench-wait", "--ready-fd", "3"];
const BARE = ["-e", "0"];
const BARE_WAIT = [
	"-e",
	"require('fs').writeSync(3,'ready'); process.stdin.once('data', () => process.exit(0))",
];

// What being a process in Node costs at all, and a little more.
const FACTOR = 1.3;
const WAKE_MS = 10;

export const wholeProcesses: Row = {
	name: "whole-processes",
	title: "whole processes",

	async measure(effort) {
		const bus = await startBus();
		try {
			return toFigures(await takeTurns(bus, effort === "quick" ? 8 : 60));
		} finally {
			await bus.stop();
		}
	},
};

interface Samples {
	readonly bare: number[];
	readonly emit: number[];
	readonly hook: number[];
	readonly attached: number[];
	readonly gone: number[];
	readonly bareGone: number[];
}

/** One after the other and again: what else the machine does then falls on all of them. */
async function takeTurns(bus: BusUnderTest, turns: number): Promise<Samples> {
	const samples: Samples = { bare: [], emit: [], hook: [], attached: [], gone: [], bareGone: [] };
	for (let turn = 0; turn < turns; turn += 1) {
		samples.bare.push(await timeNode(BARE, bus.env));
		samples.emit.push(await timeNode(EMIT, bus.env));
		samples.hook.push(await timeNode(HOOK, bus.env, STOP));
		samples.bareGone.push(await timeBareWait());
		const wait = startNode(WAIT, bus.env);
		samples.attached.push(await wait.readyMs);
		const sentAtMs = nowMs();
		await bus.client.emit({ source: "bench-wait", event_type: "finished" });
		samples.gone.push((await wait.goneAtMs) - sentAtMs);
	}
	return samples;
}

/** A process that waits for its standard input, and leaves with the first byte. */
async function timeBareWait(): Promise<number> {
	const { child, readyMs, goneAtMs } = startNode(BARE_WAIT);
	await readyMs;
	const sentAtMs = nowMs();
	child.stdin?.write("go");
	return (await goneAtMs) - sentAtMs;
}

function toFigures({ bare, emit, hook, attached, gone, bareGone }: Samples): readonly Figure[] {
	const bareMs = median(bare);
	const references = [{ name: "node -e 0", measured: bareMs }];
	const target = { atMost: FACTOR * bareMs };
	return [
		{ what: "emit", measured: median(emit), unit: "ms", references, target },
		{ what: "hook of a coding agent", measured: median(hook), unit: "ms", references, target },
		{ what: "wait to attached", measured: median(attached), unit: "ms", references, target },
		{
			what: "event to wait gone",
			measured: median(gone),
			unit: "ms",
			references: [{ name: "bare node, byte to gone", measured: median(bareGone) }],
			target: { atMost: WAKE_MS },
		},
	];
}
