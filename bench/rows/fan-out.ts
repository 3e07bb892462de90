import {
	startNatsCore,
	startRedisPublish,
	startUnixRelay,
	startWaitbusWire,
	withContenders,
} from "../contenders.js";
import { measureDelivery } from "../delivery.js";
import type { Row } from "../figure.js";
import { median } from "../statistics.js";

const EVERYBODY = [startWaitbusWire, startUnixRelay, startNatsCore, startRedisPublish];

const SIZES = {
	quick: { rounds: 1, messagesPerRound: 10, warmUp: { count: 10, perSecond: 50 } },
	full: { rounds: 3, messagesPerRound: 200, warmUp: { count: 200, perSecond: 50 } },
};

export const fanOut: Row = {
	name: "fan-out",
	title: "last of 500 subscribers receives",

	async measure(effort) {
		const latencies = await withContenders(EVERYBODY, (contenders) =>
			measureDelivery(contenders, { receivers: 500, perSecond: 50, ...SIZES[effort] }),
		);
		const { waitbus = [], ...others } = Object.fromEntries(latencies);
		const references = Object.entries(others).map(([name, samples]) => ({ name, measured: median(samples) }));
		return [{ what: "p50", measured: median(waitbus), unit: "ms", references, target: { atMost: 5 } }];
	},
};
