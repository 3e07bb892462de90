/** What scripts do: ask the server, sleep for three seconds as `gh run watch` does, ask again. The address is the API's. */
import { delay } from "../monotonic-clock.js";
import type { ReceivingCourier } from "./courier.js";

const INTERVAL_MS = 3_000;

interface Runs {
	readonly workflow_runs: readonly { readonly run_number: number; readonly status: string }[];
}

export const askingRepeatedly: ReceivingCourier = {
	openReceiver(address, onIndex) {
		void askForEver(`${address}repos/me/app/actions/runs?per_page=100`, onIndex);
		return Promise.resolve();
	},
};

async function askForEver(url: string, onIndex: (index: number) => void): Promise<never> {
	const told = new Set<number>();
	for (;;) {
		const { workflow_runs: runs } = (await (await fetch(url)).json()) as Runs;
		for (const { run_number: number, status } of runs) {
			if (status !== "completed" || told.has(number)) continue;
			told.add(number);
			onIndex(number - 1);
		}
		await delay(INTERVAL_MS);
	}
}
