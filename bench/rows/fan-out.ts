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

export const fanOut: Row = {
	name: "fan-out",
	title: "last of 500 subscribers receives",

	async measure(effort) {
		const size =
			effort === "quick" ? { rounds: 1, messagesPerRound: 20 } : { rounds: 3, messagesPerRound: 100 };
		const latencies = await withContenders(
			[startWaitbusWire, startUnixRelay, startNatsCore, startRedisPublish],
			(contenders) =>
				measureDelivery(contenders, {
					receivers: 500,
					perSecond: 20,
					warmUp: { count: 40, perSecond: 20 },
					...size,
				}),
		);
		const { waitbus = [], ...others } = Object.fromEntries(latencies);
		const references = Object.entries(others).map(([name, samples]) => ({ name, measured: median(samples) }));
		return [{ what: "p50", measured: median(waitbus), unit: "ms", references, target: { atMost: 5 } }];
	},
};
