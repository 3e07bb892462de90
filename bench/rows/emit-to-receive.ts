import {
	startCommittingRelay,
	startNatsCore,
	startRedisPublish,
	startRedisStream,
	startUnixRelay,
	startWaitbus,
	withContenders,
} from "../contenders.js";
import { measureDelivery, toFigure } from "../delivery.js";
import type { Row } from "../figure.js";

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
		return [
			{ ...toFigure(latencies, { what: "p50", share: 0.5 }), target: { atMost: 0.6 } },
			{ ...toFigure(latencies, { what: "p99", share: 0.99 }), target: { atMost: 1.5 } },
		];
	},
};
