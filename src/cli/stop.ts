/** `waitbus stop`: ends the daemon in good order. */
import { resolveAddress } from "../client/address.js";
import { BusClient } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import type { Invocation } from "./command.js";

export async function runStop({ terminal }: Invocation): Promise<number> {
	const bus = new BusClient(resolveAddress({ autostart: false }));
	try {
		await bus.stopDaemon();
		terminal.tell("waitbus: stopped");
	} catch (error) {
		if (!(error instanceof BusError && error.code === "DAEMON_UNREACHABLE")) throw error;
		terminal.tell("waitbus: no daemon runs");
	}
	return EXIT_CODES.done;
}
