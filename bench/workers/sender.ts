/** Sends as it is told: parameters are the courier and its address. */
import { COURIERS } from "../couriers/couriers.js";
import { draftOf, type Sender } from "../couriers/courier.js";
import { nowMs } from "../monotonic-clock.js";
import { runSchedule } from "../schedule.js";
import { answerCommands } from "./answer-commands.js";

const [courier = "", address = ""] = process.argv.slice(2);
const sender = await COURIERS[courier]?.openSender(address);
if (sender === undefined) throw new TypeError(`No courier is called "${courier}"`);

answerCommands({
	/** first index, how many, per second → the moment of the first */
	schedule: async ([first = 0, count = 0, perSecond = 1]) => [
		await runSchedule({ count, perSecond }, (index) => void sender.send(draftOf(first + index))),
	],
	/** milliseconds, how many are under way at a time → how many, milliseconds */
	send: ([durationMs = 0, inFlight = 1]) => sendFor(sender, { durationMs, inFlight }),
});

async function sendFor(
	to: Sender,
	{ durationMs, inFlight }: { readonly durationMs: number; readonly inFlight: number },
): Promise<readonly number[]> {
	const startMs = nowMs();
	const endMs = startMs + durationMs;
	let sent = 0;
	const lane = async (): Promise<void> => {
		while (nowMs() < endMs) {
			sent += 1;
			await to.send(draftOf(sent));
		}
	};
	await Promise.all(Array.from({ length: inFlight }, lane));
	return [sent, nowMs() - startMs];
}
