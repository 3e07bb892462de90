/** Receives with so many connections of one process: parameters are the courier, its address, and how many. */
import { RECEIVING_COURIERS } from "../couriers/couriers.js";
import { nowMs } from "../monotonic-clock.js";
import { answerCommands } from "./answer-commands.js";

const [courier = "", address = "", receivers = "1"] = process.argv.slice(2);
const received = new Map<number, number>();
const lastAtMs = new Map<number, number>();

const way = RECEIVING_COURIERS[courier];
if (way === undefined) throw new TypeError(`No courier is called "${courier}"`);
await Promise.all(Array.from({ length: Number(receivers) }, () => way.openReceiver(address, note)));

answerCommands({
	/** first index, how many → the moment each had come to the last receiver; -1 for one that has not */
	moments: ([first = 0, count = 0]) =>
		Array.from({ length: count }, (_, index) => lastAtMs.get(first + index) ?? -1),
});

function note(index: number): void {
	const soFar = (received.get(index) ?? 0) + 1;
	received.set(index, soFar);
	if (soFar === Number(receivers)) lastAtMs.set(index, nowMs());
}
