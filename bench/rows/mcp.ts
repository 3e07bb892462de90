import { join } from "node:path";
import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Figure, Row } from "../figure.js";
import { startToTools } from "../mcp-process.js";
import { nowMs } from "../monotonic-clock.js";
import { WAITBUS } from "../node-process.js";
import { runSchedule } from "../schedule.js";
import { median, percentile } from "../statistics.js";

const OURS = [WAITBUS, "mcp", "serve"];
const BARE = [join(import.meta.dirname, "..", "workers", "mcp-server.js")];

// So far apart that each event is a notification of its own.
const PER_SECOND = 20;
const SIZES = { quick: { starts: 5, events: 20 }, full: { starts: 40, events: 600 } };

export const mcp: Row = {
	name: "mcp",
	title: "the MCP server, over stdio",

	async measure(effort) {
		const { starts, events } = SIZES[effort];
		const bus = await startBus();
		try {
			return [await measureStarts(bus, starts), ...(await measureNotifications(bus, events))];
		} finally {
			await bus.stop();
		}
	},
};

async function measureStarts({ env }: BusUnderTest, count: number): Promise<Figure> {
	const [ours, bare]: [number[], number[]] = [[], []];
	for (let turn = 0; turn < count; turn += 1) {
		ours.push(await timeStart(OURS, env));
		bare.push(await timeStart(BARE, env));
	}
	return {
		what: "start to tools/list, p50",
		measured: median(ours),
		unit: "ms",
		references: [{ name: "a server of the SDK with one tool", measured: median(bare) }],
	};
}

async function timeStart(parameters: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	const startMs = nowMs();
	const server = await startToTools(parameters, env);
	const tookMs = nowMs() - startMs;
	await server.end();
	return tookMs;
}

/** From the call of emit until a client of the server, and a subscriber of the bus, have heard of the event. */
async function measureNotifications(bus: BusUnderTest, count: number): Promise<readonly Figure[]> {
	const server = await startToTools(OURS, bus.env);
	const subscriber = bus.connect();
	try {
		await server.ask("resources/subscribe", { uri: "waitbus://current" });
		const [notifiedMs, receivedMs]: [number[], number[]] = [[], []];
		const allNotified = new Promise<void>((resolve) => {
			server.onUpdated(() => {
				if (notifiedMs.push(nowMs()) === count) resolve();
			});
		});
		const stream = subscriber.subscribe({ source: "bench-mcp" });
		await stream.started;
		const allReceived = (async () => {
			for await (const _event of stream) if (receivedMs.push(nowMs()) === count) return;
		})();
		const schedule = { perSecond: PER_SECOND, count };
		const startMs = await runSchedule(schedule, () => {
			void bus.client.emit({ source: "bench-mcp", event_type: "numbered" });
		});
		await Promise.all([allNotified, allReceived]);
		const toLatencies = (moments: readonly number[]): readonly number[] =>
			moments.map((atMs, index) => atMs - (startMs + (index * 1_000) / PER_SECOND));
		return [toFigure("event to notification, p50", 0.5), toFigure("event to notification, p99", 0.99)].map(
			(figure) => figure(toLatencies(notifiedMs), toLatencies(receivedMs)),
		);
	} finally {
		await subscriber.close();
		await server.end();
	}
}

function toFigure(what: string, share: number) {
	return (notified: readonly number[], received: readonly number[]): Figure => ({
		what,
		measured: percentile(notified, share),
		unit: "ms",
		references: [{ name: "a subscriber on the socket", measured: percentile(received, share) }],
	});
}
