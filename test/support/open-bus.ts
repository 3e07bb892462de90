import type { TestContext } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import type { DaemonStatus } from "../../src/protocol/messages.js";
import type { EventDraft } from "../../src/event/event.js";
import { type DaemonProcess, PROGRAM, startDaemon } from "./daemon-process.js";

export interface ConnectOptions {
	/** Start a daemon when there is none. @default false */
	readonly mayStart?: boolean;
}

/** A client of this daemon, closed when the test ends. */
export function connectTo(
	t: TestContext,
	{ socketPath, env }: DaemonProcess,
	{ mayStart = false }: ConnectOptions = {},
): BusClient {
	const bus = new BusClient({ socketPath, env, startProgram: mayStart ? PROGRAM : undefined });
	t.after(() => bus.close());
	return bus;
}

/** A client of a daemon of its own. */
export async function openBus(t: TestContext): Promise<BusClient> {
	return connectTo(t, await startDaemon(t));
}

/** An event that carries a number. */
export function numbered(n: number): EventDraft {
	return { source: "test", event_type: "numbered", fields: { n } };
}

/** What the daemon counts once it has dealt with everything this client said before. */
export async function settledStatus(bus: BusClient): Promise<DaemonStatus> {
	await bus.status();
	return await bus.status();
}

/** Resolves when so many waits are registered. */
export async function untilWaits(bus: BusClient, waits: number): Promise<void> {
	while ((await bus.status()).waits !== waits);
}
