import { resolveAddress } from "../client/address.js";
import { BusClient, type DaemonStatus } from "../client/bus-client.js";
import type { DaemonAddress } from "../client/open-connection.js";
import { BusError } from "../errors.js";

/**
 * Lets the daemon see what has changed. Undefined when none runs and none may be started: the next one reads all of it.
 * @throws BusError DAEMON_UNREACHABLE when one could not be started, or what stopped it
 */
export async function reloadDaemon(
	address: DaemonAddress = resolveAddress({ autostart: false }),
): Promise<DaemonStatus | undefined> {
	const bus = new BusClient(address);
	try {
		return await bus.reload();
	} catch (error) {
		const isAway = error instanceof BusError && error.code === "DAEMON_UNREACHABLE";
		if (isAway && address.startProgram === undefined) return undefined;
		throw error;
	} finally {
		await bus.close();
	}
}
