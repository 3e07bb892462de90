/** `waitbus source test NAME`: from the request until a subscriber has the event, through the commit and the socket. */
import type { BusClient } from "../../client/bus-client.js";
import type { Invocation } from "../command.js";
import { toReports } from "./report.js";

export async function trySource(
	bus: BusClient,
	name: string,
	{ flags, terminal }: Invocation,
): Promise<void> {
	const events = bus.subscribe();
	await events.started;
	const startedMs = performance.now();
	const { event_id: eventId } = await bus.sources.test(name);
	for await (const { event_id, summary } of events) {
		if (event_id !== eventId) continue;
		const elapsedMs = Number((performance.now() - startedMs).toFixed(1));
		const report = { source: name, event_id: eventId, elapsed_ms: elapsedMs };
		terminal.print(
			flags.isSet("json") ? JSON.stringify(report) : `${summary}: received after ${elapsedMs} ms`,
		);
		break;
	}
	const status = toReports(await bus.status()).find((each) => each.name === name);
	// The event went all the way, which does not say that the source hears anything.
	if (status === undefined || status.hint === null) return;
	terminal.tell(`waitbus: the source itself is ${status.state}: ${status.problem} (${status.hint})`);
}
