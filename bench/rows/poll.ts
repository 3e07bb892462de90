import { startBus } from "../bus-under-test.js";
import { readLatencies, toFigure } from "../delivery.js";
import type { Row } from "../figure.js";
import { Worker } from "../worker.js";

// No divisor or multiple of any poll's interval: runs end at every phase of it.
const PER_SECOND = 1_000 / 470;
const COUNTS = { quick: 8, full: 100 };

export const poll: Row = {
	name: "poll",
	title: "end of a run to notice, by polling",

	async measure(effort) {
		const github = await Worker.start("github", []);
		const [port] = await github.ask("port");
		const url = `http://127.0.0.1:${port}/`;
		const env = { GITHUB_TOKEN: "token-of-the-bench" };
		const bus = await startBus({ config: `[github]\napi_url = "${url}"\n`, env });
		const receivers = [
			{ name: "waitbus", receiver: await Worker.start("receiver", ["github-poll"], bus.env) },
			{ name: "asking every 3 s", receiver: await Worker.start("receiver", ["asking-repeatedly", url]) },
		];
		try {
			const schedule = { first: 0, count: COUNTS[effort], perSecond: PER_SECOND };
			const [startMs = 0] = await github.ask("schedule", [0, schedule.count, PER_SECOND]);
			const latencies = new Map<string, readonly number[]>();
			for (const one of receivers)
				latencies.set(one.name, await readLatencies(one, { ...schedule, startMs }));
			return [
				toFigure(latencies, { what: "p50", share: 0.5 }),
				toFigure(latencies, { what: "p99", share: 0.99 }),
			];
		} finally {
			for (const { receiver } of receivers) await receiver.end();
			await bus.stop();
			await github.end();
		}
	},
};
