import { startInotifywait, startWaitbusFiles, withContenders } from "../contenders.js";
import { measureDelivery, toFigure } from "../delivery.js";
import type { Row } from "../figure.js";

const EVERYBODY = [startWaitbusFiles, startInotifywait];

const SIZES = {
	quick: { rounds: 1, messagesPerRound: 25, warmUp: { count: 100, perSecond: 200 } },
	full: { rounds: 3, messagesPerRound: 350, warmUp: { count: 1_200, perSecond: 400 } },
};

export const fileToReceive: Row = {
	name: "file-to-receive",
	title: "file closed to subscriber's receive, durable, 50/s",

	async measure(effort) {
		const latencies = await withContenders(EVERYBODY, (contenders) =>
			measureDelivery(contenders, { receivers: 1, perSecond: 50, ...SIZES[effort] }),
		);
		return [
			{ ...toFigure(latencies, { what: "p50", share: 0.5 }), target: { atMost: 1 } },
			toFigure(latencies, { what: "p99", share: 0.99 }),
		];
	},
};
