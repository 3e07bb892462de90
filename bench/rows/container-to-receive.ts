/** From the Engine's own timestamp of a container's end to its receive. */
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { dockerIsMissing, type DockerEngine, startDockerEngine } from "../../test/support/docker-engine.js";
import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Figure, Row } from "../figure.js";
import { runSchedule } from "../schedule.js";
import { percentile } from "../statistics.js";

const PER_SECOND = 2;
const CONTAINERS = { quick: 6, full: 60 };

export const containerToReceive: Row = {
	name: "container-to-receive",
	title: "a container's end, by the Engine's clock, to subscriber's receive, durable, 2/s",

	async measure(effort) {
		if (dockerIsMissing !== false) return [];
		const engine = await startDockerEngine();
		const bus = await startBus({ env: { DOCKER_HOST: engine.host } });
		try {
			return await measureEnds({ engine, bus, count: CONTAINERS[effort] });
		} finally {
			await bus.stop();
			await engine.close();
		}
	},
};

interface Setup {
	readonly engine: DockerEngine;
	readonly bus: BusUnderTest;
	readonly count: number;
}

async function measureEnds({ engine, bus, count }: Setup): Promise<readonly Figure[]> {
	const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
	for (const name of names) await engine.create(`--name=${name}`, "--", "exit 0");
	const events = bus.client.subscribe({ source: "docker", match: "action=die" });
	await events.started;
	const reader = await readEngine(engine, count);
	const received = (async () => {
		const delays: number[] = [];
		for await (const { received_at: atNs } of events) {
			delays.push(delayOf(atNs));
			if (delays.length === count) break;
		}
		return delays;
	})();
	await runSchedule(
		{ count, perSecond: PER_SECOND },
		(index) => void engine.docker("start", names[index] ?? ""),
	);
	const [ours, theirs] = await Promise.all([received, reader.delays]);
	const toFigure = (what: string, share: number): Figure => ({
		what,
		measured: percentile(ours, share),
		unit: "ms",
		references: [{ name: "a bare reader of /events", measured: percentile(theirs, share) }],
	});
	return [toFigure("p50", 0.5), toFigure("p90", 0.9)];
}

/** Resolves when it listens. */
async function readEngine({ socketPath }: DockerEngine, count: number) {
	const filters = encodeURIComponent(JSON.stringify({ type: ["container"], event: ["die"] }));
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		get({ socketPath, path: `/events?filters=${filters}`, agent: false }, resolve).once("error", reject);
	});
	const collect = async (): Promise<readonly number[]> => {
		const delays: number[] = [];
		for await (const line of createInterface(response)) {
			delays.push(delayOf(BigInt(/"timeNano":(\d+)/.exec(line)?.[1] ?? 0)));
			if (delays.length === count) break;
		}
		response.destroy();
		return delays;
	};
	return { delays: collect() };
}

function delayOf(atNs: bigint): number {
	const wallMs = performance.timeOrigin + performance.now();
	return wallMs - Number(atNs / 1_000n) / 1_000;
}
