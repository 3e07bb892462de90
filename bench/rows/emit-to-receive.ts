import {
	startCommittingRelay,
	startNatsCore,
	startRedisPublish,
	startRedisStream,
	startUnixRelay,
	startWaitbus,
	withContenders,
} from "../contenders.js";
import { measureDelivery } from "../delivery.js";
import type { Figure, Row } from "../figure.js";
import { percentile } from "../statistics.js";

const EVERYBODY = [
	startWaitbus,
	startUnixRelay,
	startCommittingRelay,
	startNatsCore,
	startRedisPublish,
	startRedisStream,
];

const SIZES = {
	quick: { rounds: 1, messagesPerRound: 25, warmUp: { count: 100, perSecond: 1_000 } },
	full: { rounds: 3, messagesPerRound: 350, warmUp: { count: 4_000, perSecond: 1_000 } },
};

export const emitToReceive: Row = {
	name: "emit-to-receive",
	title: "emit call to subscriber's receive, durable, 50/s",

	async measure(effort) {
		const latencies = await withContenders(EVERYBODY, (contenders) =>
			measureDelivery(contenders, { receivers: 1, perSecond: 50, ...SIZES[effort] }),
		);
		const { waitbus = [], ...others } = Object.fromEntries(latencies);
		const figure = (what: string, share: number, atMost: number): Figure => ({
			what,
			measured: percentile(waitbus, share),
			unit: "ms",
			references: Object.entries(others).map(([name, samples]) => ({
				name,
				measured: percentile(samples, share),
			})),
			target: { atMost },
		});
		return [figure("p50", 0.5, 0.6), figure("p99", 0.99, 1.5)];
	},
};
